import type { Message, RunEvent } from 'rxswarm';
import { Agent } from 'rxswarm';
import { messages, response } from 'rxswarm/operators';
import { from, last, of, tap } from 'rxjs';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { marbles } from '../support/marbles.ts';
import { all } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const hello: Message = { role: 'user', content: 'Hello' };
const agent = new Agent({ name: 'A', functions: [bind(() => of(1, 2), [], { name: 'work' })] });
const script = () => scripted([chunk({ role: 'assistant', content: 'One ' }), ...calls(call('work'))], says('Hi', '!'));

const events: Readonly<Record<string, RunEvent>> = {
  s: { delim: 'start' },
  r: { role: 'assistant', content: '', sender: 'A' },
  a: { content: 'Hel' },
  b: { content: 'lo' },
  e: { content: '', tool_calls: [] },
  n: { delim: 'end' },
  h: { handoff: { from: 'A', to: 'B' } },
  c: { contextVariables: { n: 1 } },
  p: { tool: { id: '1', name: 'f', status: 'progress', value: 1 } },
  t: { tool: { id: '1', name: 'f', status: 'end', message: { role: 'tool', tool_call_id: '1', content: 'done' } } },
};
const said = (content: string): Message => ({ role: 'assistant', content, sender: 'A' });

describe('messages', () => {
  it(
    'emits the conversation as it grows: the input messages, the finished ones, the partial one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<RunEvent>('-s-r-a-b-n-|', events);
      expectObservable(source.pipe(messages([hello]))).toBe('i--r-a-b-b-|', {
        i: [hello],
        r: [hello, said('')],
        a: [hello, said('Hel')],
        b: [hello, said('Hello')],
      });
      expectSubscriptions(source.subscriptions).toBe('       ^----------!');
    }),
  );

  it(
    'emits for changes only: not for starts, handoffs, context variables, progress and empty deltas',
    marbles(({ cold, expectObservable }) => {
      const source = cold<RunEvent>('         -s-h-c-p-t-a-e-|', events);
      const answered: Message = { role: 'tool', tool_call_id: '1', content: 'done' };
      expectObservable(source.pipe(messages())).toBe('i--------t-a---|', {
        i: [],
        t: [answered],
        a: [answered, { role: 'assistant', content: 'Hel' }],
      });
    }),
  );

  it(
    'drops a partial message when a new turn starts without its end',
    marbles(({ cold, expectObservable }) => {
      const source = cold<RunEvent>('         -s-r-s-|', events);
      expectObservable(source.pipe(messages())).toBe('i--r-i-|', {
        i: [],
        r: [said('')],
      });
    }),
  );

  it(
    'passes an error on, and unsubscribes with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold<RunEvent>('-#', events);
      expectObservable(failing.pipe(messages())).toBe('i#', { i: [] });
      const endless = cold<RunEvent>('-s-a', events);
      expectObservable(endless.pipe(messages()), '^-!').toBe('i', { i: [] });
      expectSubscriptions(endless.subscriptions).toBe('^-!');
    }),
  );

  it('ends with the input messages followed by those of the response', () => {
    const model = script();
    const given = [hello];
    const source = run(model, { agent, messages: given });
    const [ended] = all(source.pipe(messages(given), last(null, [])));
    const [after] = all(run(script(), { agent, messages: given }).pipe(response()));
    expect(ended).toEqual([...given, ...(after?.messages ?? [])]);
  });

  it('begins with the input messages if the run begins with calls', () => {
    const given: readonly Message[] = [hello, { role: 'assistant', tool_calls: [call('work')] }];
    const views = all(run(scripted(says('Hi')), { agent, messages: given }).pipe(messages(given)));
    expect(views[0]).toEqual(given);
    expect(views[1]).toEqual([...given, expect.objectContaining({ role: 'tool', content: '2' })]);
  });

  it('shows a growing call, its placeholder id the same from one emission to the next', () => {
    const turn = [
      chunk({ tool_calls: [{ function: { name: 'work', arguments: '{"a"' } }] }),
      chunk({ tool_calls: [{ function: { arguments: ':1}' } }] }),
    ];
    const views = all(run(scripted(turn), { agent, messages: [hello], executeTools: false }).pipe(messages()));
    expect(views.slice(1, 3)).toMatchObject([
      [{ tool_calls: [{ id: 'call_0', function: { arguments: '{"a"' } }] }],
      [{ tool_calls: [{ id: 'call_0', function: { arguments: '{"a":1}' } }] }],
    ]);
  });

  it('never changes an array or a message that it emitted, nor the one it was given', () => {
    const given = deepFreeze([structuredClone(hello)]);
    const views = all(
      run(script(), { agent, messages: given }).pipe(
        messages(given),
        tap((view) => deepFreeze(view)),
      ),
    );
    expect(views.at(-1)).toHaveLength(4);
    expect(new Set(views).size).toBe(views.length);
  });

  it('keeps nothing from one subscription to the next', () => {
    const source = from<RunEvent[]>([{ delim: 'start' }, { content: 'Hi' }, { delim: 'end' }]).pipe(messages());
    expect(all(source)).toEqual(all(source));
  });
});

describe('a turn that broke after its answer was whole', () => {
  const broken = (type: 'incomplete' | 'output'): readonly RunEvent[] =>
    [
      ...[{ delim: 'start' }, { content: 'One' }, { delim: 'end' }],
      ...[{ delim: 'start' }, { content: 'Two' }, { delim: 'end' }],
      { retry: { attempt: 1, type, message: 'Gone.' } },
    ] as readonly RunEvent[];
  const said = (type: 'incomplete' | 'output') => all(from(broken(type)).pipe(messages([hello]), last(null, [])));

  it('is void, calls and answer, and the turns before it stay', () => {
    expect(
      said('incomplete')
        .at(-1)
        ?.map(({ content }) => content),
    ).toEqual(['Hello', 'One']);
  });

  it('stays where it was refused for what it says', () => {
    expect(
      said('output')
        .at(-1)
        ?.map(({ content }) => content),
    ).toEqual(['Hello', 'One', 'Two']);
  });
});
