import { EventEmitter } from 'node:events';
import type { Interface } from 'node:readline';
import { atPerson } from '../../../demos/terminal/at-person.ts';
import { recorder } from '../support/recorder.ts';

/** A person at a terminal: types lines, presses Ctrl-C, and sees the output. */
const person = () => {
  const output = recorder();
  const readline = Object.assign(new EventEmitter(), {
    setPrompt: () => undefined,
    prompt: () => output.write('You: '),
    close: () => readline.emit('close'),
  });
  const terminal = atPerson(readline as unknown as Interface, output);
  const heard: string[] = [];
  terminal.lines$.subscribe({ next: (line) => heard.push(line), complete: () => heard.push('(left)'), error: fail });
  terminal.interrupts$.subscribe({ next: () => heard.push('(stop)'), error: fail });
  return {
    ...{ terminal, heard, sees: output.text },
    types: (line: string) => readline.emit('line', line),
    interrupts: () => readline.emit('SIGINT'),
    leaves: () => readline.close(),
  };
};

const fail = (error: unknown): never => {
  throw error as Error;
};

describe('atPerson', () => {
  it('emits a line when the user is prompted, and no empty line', () => {
    const { terminal, heard, types, sees } = person();
    terminal.prompt();
    types(' ');
    types(' Hello ');
    expect(heard).toEqual(['Hello']);
    expect(sees()).toBe('You: You: ');
  });

  it('keeps lines typed ahead, and prints each at its prompt', () => {
    const { terminal, heard, types, sees } = person();
    terminal.prompt();
    for (const line of ['One', 'Two', 'Three']) types(line);
    expect(heard).toEqual(['One']);
    terminal.prompt();
    expect(heard).toEqual(['One', 'Two']);
    terminal.prompt();
    terminal.prompt();
    expect(heard).toEqual(['One', 'Two', 'Three']);
    expect(sees()).toBe('You: You: Two\nYou: Three\nYou: ');
  });

  it('emits an interrupt at Ctrl-C during an answer, and completes at Ctrl-C at the prompt', () => {
    const { terminal, heard, types, interrupts, sees } = person();
    terminal.prompt();
    types('Hello');
    interrupts();
    terminal.prompt();
    interrupts();
    expect(heard).toEqual(['Hello', '(stop)', '(left)']);
    expect(sees()).toBe('You: You: \n');
  });

  it('emits the lines typed before Ctrl-D, and does not prompt again', () => {
    const { terminal, heard, types, leaves, sees } = person();
    terminal.prompt();
    types('Hello');
    types('Bye');
    leaves();
    expect(heard).toEqual(['Hello']);
    terminal.prompt();
    expect(heard).toEqual(['Hello', 'Bye', '(left)']);
    terminal.prompt();
    expect(sees()).toBe('You: You: Bye\n');
  });
});
