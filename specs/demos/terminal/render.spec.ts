import type { RunEvent } from 'rxswarm';
import { from } from 'rxjs';
import type { RenderOptions } from '../../../demos/terminal/notes.ts';
import { plain, type Paint } from '../../../demos/terminal/paint.ts';
import { render } from '../../../demos/terminal/render.ts';

type Event = RunEvent<{ readonly name: string }>;

const events: Readonly<Record<string, Event>> = {
  s: { delim: 'start' },
  r: { role: 'assistant', sender: 'Triage' },
  a: { content: 'One ' },
  b: { content: 'moment\u001b[2J' },
  e: { delim: 'end' },
  c: { tool: { id: '1', name: 'find', status: 'start', arguments: '{"id":"item_7","deep":true}' } },
  x: { tool: { id: '1', name: 'find', status: 'start', arguments: 'item_7' } },
  p: { tool: { id: '1', name: 'find', status: 'progress', value: { seen: 3 } } },
  t: {
    tool: { id: '1', name: 'find', status: 'end', message: { role: 'tool', tool_call_id: '1', content: 'found\nit' } },
  },
  o: {
    tool: {
      ...{ id: '1', name: 'transfer', status: 'end' },
      message: { role: 'tool', tool_call_id: '1', content: '{"assistant":"Sales"}' },
    },
  },
  h: { handoff: { from: 'Triage', to: 'Sales' } },
  v: { contextVariables: { discount: 10 } },
};

const tagged: Paint = (style, text) => (style === 'dim' || style === 'bold' ? text : `<${style}>${text}`);

/** Returns the output for the events of these letters. */
const written = (letters: string, options: RenderOptions): readonly string[] => {
  const texts: string[] = [];
  from(letters.split('').flatMap((letter) => events[letter] ?? []))
    .pipe(render(options))
    .subscribe({
      next: (text) => texts.push(text),
      error: (error: unknown) => {
        throw error;
      },
    });
  return texts;
};

describe('render', () => {
  it('names the speaker once a message, and prints a line for each call, result, handoff and change of context variables', () => {
    expect(written('srabcptohv', { paint: plain, names: ['Triage', 'Sales'] })).toEqual([
      'Triage: One ',
      'moment[2J',
      '\n  Triage calls find(id: "item_7", deep: true)\n',
      '    … {"seen":3}\n',
      '    → found it\n',
      '  Triage hands over to Sales\n',
      '    context: discount: 10\n',
    ]);
  });

  it('prints arguments that are not JSON unchanged', () => {
    expect(written('rx', { paint: plain, names: [] })).toEqual(['  Triage calls find(item_7)\n']);
  });

  it('gives each agent its own colour, and ends the line at the end of a message', () => {
    expect(written('raeh', { paint: tagged, names: ['Sales', 'Triage'] })).toEqual([
      '<green>Triage: One ',
      '\n',
      '  <green>Triage hands over to <cyan>Sales\n',
    ]);
  });
});
