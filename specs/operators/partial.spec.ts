import { Agent, Swarm, SwarmError, type DeepPartial } from 'rxswarm';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { partial } from 'rxswarm/operators';
import { outputSchema } from 'rxswarm/schema';
import { concat, EMPTY, map, throwError, type Observable } from 'rxjs';
import Type from 'typebox';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { letters } from '../support/letters.ts';
import { marbles } from '../support/marbles.ts';
import { scripted } from '../support/scripted-model.ts';
import { all } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Who?' }] as const;
const schema = Type.Object({ name: Type.String(), tags: Type.Array(Type.String()), age: Type.Optional(Type.Number()) });
const person = outputSchema(schema);
const agent = new Agent({ output: person });
const partsOf = (model: ChatModel, asked = agent) =>
  all(new Swarm(model).run({ agent: asked, messages }).pipe(partial()));

/** The first turn breaks. */
const breaking = (turn: number) => (turn > 0 ? EMPTY : throwError(() => new SwarmError('incomplete', 'cut')));

describe('partial()', () => {
  it('grows, and ends with the checked answer', () => {
    expect(partsOf(scripted(says('{"na', 'me":"A', 'da","t', 'ags":["x","', 'y"],"age"', ':null}')))).toEqual([
      {},
      { name: 'A' },
      { name: 'Ada' },
      { name: 'Ada', tags: ['x', ''] },
      { name: 'Ada', tags: ['x', 'y'] },
      { name: 'Ada', tags: ['x', 'y'] },
    ]);
  });

  it(
    'comes when the tokens come',
    marbles(({ cold, expectObservable }) => {
      const a = chunk({ content: '{"name":"A' });
      const b = chunk({ content: 'da","tags":[]}' }, 'stop');
      const run$ = new Swarm(() => cold('-a--b-|', { a, b })).run({ agent, messages });
      const whole = { name: 'Ada', tags: [] };
      expectObservable(run$.pipe(partial())).toBe('-a--b-(c|)', { a: { name: 'A' }, b: whole, c: whole });
    }),
  );

  it('begins again with each answer', () => {
    const parts = partsOf(scripted(says('{"name":"Ada"', '}'), says('{"name":"Bob"', ',"tags":[]}')));
    expect(parts).toEqual([{ name: 'Ada' }, { name: 'Bob' }, { name: 'Bob', tags: [] }, { name: 'Bob', tags: [] }]);
  });

  it('begins anew when the turn is asked for again', () => {
    const model = scripted(says('{"name":"A').slice(0, 2), says('{"name":"B","tags":[]}'));
    const run$ = new Swarm((request) => concat(model(request), breaking(model.requests.length)));
    const parts = all(run$.run({ agent, messages, turnRetries: 1 }).pipe(partial()));
    expect(parts).toEqual([{ name: 'A' }, { name: 'B', tags: [] }, { name: 'B', tags: [] }]);
  });

  it('reads the answer out of the function that gives it, and out of no other', () => {
    const asTool = new Agent({ output: outputSchema(schema, { mode: 'tool' }) });
    const fragment = (index: number, text: string, name?: string) =>
      chunk({ tool_calls: [{ index, function: { ...(name && { name }), arguments: text } }] });
    const turn: readonly ChatCompletionChunk[] = [
      chunk({ content: 'Let me {think}.' }),
      fragment(0, '{"name":"no', 'other'),
      fragment(1, '', 'final_answer'),
      fragment(1, '{"name":"A'),
      fragment(0, 'body"}'),
      fragment(1, 'da","tags":[]}'),
      chunk({}, 'tool_calls'),
    ];
    const parts = partsOf(scripted(turn, calls(call('final_answer', { name: 'Ada', tags: [] }))), asTool);
    expect(parts).toEqual([
      {},
      { name: 'A' },
      { name: 'Ada', tags: [] },
      { name: 'Ada', tags: [] },
      { name: 'Ada', tags: [] },
    ]);
  });

  it('skips the text before the JSON', () => {
    expect(partsOf(scripted(says('```json\n', '{"name":"Ada","tags":[]}', '\n```')))[0]).toEqual({
      name: 'Ada',
      tags: [],
    });
  });

  it.each([
    ['in a tag', ['<think>Is it {"name":"Bob"}', '?</th', 'ink>{"name":"Ada"', ',"tags":[]}']],
    ['without the opening tag', ['Hm, {"name":"Bo', 'b"}?</think>', '\n{"name":"Ada"', ',"tags":[]}']],
    ['before a code fence', ['<thinking>{', '</thinking>\n```json\n{"name":"Ada"', ',"tags":[]}', '\n```']],
  ])('does not take JSON in the thoughts of a model for the answer: %s', (_, pieces) => {
    const parts = partsOf(scripted(says(...pieces)));
    expect(parts.slice(-3)).toEqual([{ name: 'Ada' }, { name: 'Ada', tags: [] }, { name: 'Ada', tags: [] }]);
  });

  it('leaves the end of thoughts alone where JSON quotes it', () => {
    const parts = partsOf(scripted(says('{"name":"</think>{"', ',"tags":[]}')));
    expect(parts.at(-1)).toEqual({ name: '</think>{', tags: [] });
  });

  it('never changes what it has shown', () => {
    const model = scripted(says(...letters('{"name":"Ada","tags":["x","y"]}')));
    const parts = all(new Swarm(model).run({ agent, messages }).pipe(partial(), map(deepFreeze)));
    expect(parts.at(-1)).toEqual({ name: 'Ada', tags: ['x', 'y'] });
  });

  it('takes steps in line with the length of the answer', () => {
    const copied = (items: number): number => {
      const text = JSON.stringify({ name: 'A', tags: Array.from({ length: items }, () => 'x') });
      const parts = partsOf(scripted(says(...letters(text))));
      return parts.reduce((sum, part) => sum + (part.tags?.length ?? 0), 0);
    };
    expect(copied(20_000) / copied(5_000)).toBeLessThan(5);
  });

  it('has types: everything may be absent still', () => {
    const parts$: Observable<DeepPartial<{ name: string; tags: string[]; age?: number }>> = new Swarm(scripted())
      .run({ agent, messages })
      .pipe(partial());
    // @ts-expect-error a name may not have come yet
    const names$: Observable<{ readonly name: string }> = parts$;
    expect(names$).toBe(parts$);
  });
});
