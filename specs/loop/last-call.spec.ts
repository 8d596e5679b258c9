import { Agent, Result, Swarm, SwarmError, type RunEvent } from 'rxswarm';
import { scriptedModel } from 'rxswarm/testing';
import { of, Subject, takeWhile } from 'rxjs';
import { all } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Go.' }] as const;

const fail = (error: unknown): never => {
  throw error;
};

/** What a consumer sees, in short. */
const told = (event: RunEvent): string => {
  if ('tool' in event) return `${event.tool.status} ${event.tool.name}`;
  if ('handoff' in event) return `to ${event.handoff.to}`;
  return 'contextVariables' in event ? 'variables' : '';
};

const calling = (...names: readonly string[]) => scriptedModel([{ calls: names.map((name) => ({ name })) }, 'Done.']);

describe('what follows the last call of a turn', () => {
  it('does not begin before the end of that call is emitted, even if it fails the run', () => {
    const double = () => new Agent({ name: 'A' });
    const agent: Agent = new Agent({ name: 'A', functions: [double] });
    const seen: string[] = [];
    let failure: unknown;
    new Swarm(calling('double')).run({ agent, messages }).subscribe({
      next: (event) => seen.push(told(event)),
      error: (error: unknown) => (failure = error),
    });
    expect(seen.filter((line) => line !== '')).toEqual(['start double', 'end double']);
    expect(failure).toBeInstanceOf(SwarmError);
    expect((failure as SwarmError).response?.messages.at(-1)).toMatchObject({ role: 'tool', tool_name: 'double' });
  });

  it('does not begin if the consumer unsubscribes at that end', () => {
    const read = jest.fn(() => 1);
    const contextVariables = Object.defineProperty({}, 'count', { get: read, enumerable: true });
    const set = () => new Result({ contextVariables });
    const agent = new Agent({ name: 'A', functions: [set] });
    const run = () => new Swarm(calling('set')).run({ agent, messages });
    all(run().pipe(takeWhile((event) => told(event) !== 'end set')));
    expect(read).not.toHaveBeenCalled();
    all(run());
    expect(read).toHaveBeenCalled();
  });

  it('waits until all ends are emitted, whichever call ends meanwhile', () => {
    const late$ = new Subject<string>();
    const first$ = new Subject<string>();
    const other = new Agent({ name: 'B' });
    const first = () => first$;
    const second = () => late$;
    const third = () => of(other);
    const agent = new Agent({ name: 'A', functions: [first, second, third] });
    const seen: string[] = [];
    new Swarm(calling('first', 'second', 'third')).run({ agent, messages, toolConcurrency: 3 }).subscribe({
      next: (event) => {
        seen.push(told(event));
        if (told(event) === 'end first') late$.complete();
      },
      error: fail,
    });
    first$.complete();
    expect(seen.filter((line) => /^(end|to)/.test(line))).toEqual(['end first', 'end second', 'end third', 'to B']);
  });

  it('is reached with all calls of a turn that are plain', () => {
    const one = () => 'one';
    const two = () => 'two';
    const agent = new Agent({ name: 'A', functions: [one, two] });
    const events = all(new Swarm(calling('one', 'two')).run({ agent, messages })).map(told);
    expect(events.filter((line) => line !== '')).toEqual(['start one', 'end one', 'start two', 'end two']);
  });
});
