import fc from 'fast-check';
import { Agent, Swarm } from 'rxswarm';
import { gemini } from 'rxswarm/models/gemini';
import { cancellationContract } from 'rxswarm/testing';
import { readAnswer } from '../../../lib/models/gemini/read-answer.ts';
import { bodyDecoder } from '../../../lib/models/stream/body-decoder.ts';
import { mergeDelta, emptyMessage, toMessage } from '../../../lib/messages/message.ts';
import type { AssistantMessage, ChatCompletionChunk } from '../../../lib/messages/types.ts';
import { splitAt, toBytes } from '../../support/bytes.ts';
import { failure } from '../../support/outcome.ts';
import { event, streamed } from './strict-server.ts';

type Json = Readonly<Record<string, unknown>>;

/** The message that a body makes, however it is split. */
const messageOf = (body: string, places: readonly number[] = []): AssistantMessage => {
  const chunks: ChatCompletionChunk[] = [];
  const decoder = bodyDecoder({ closed: false, next: (chunk) => chunks.push(chunk) }, readAnswer());
  for (const piece of splitAt(toBytes(body), places)) decoder.push(piece);
  decoder.end();
  const whole = chunks
    .flatMap(({ choices }) => choices)
    .reduce((message, { delta }) => mergeDelta(message, delta), emptyMessage());
  return toMessage(whole, (place) => `id${String(place)}`);
};

const callsOf = (...events: readonly (readonly Json[])[]): readonly (readonly [string, string, unknown])[] =>
  (messageOf(streamed(...events).join('')).tool_calls ?? []).map(({ id, function: called, ...rest }) => [
    id,
    `${called.name}(${called.arguments})`,
    (rest as { readonly extra_content?: unknown }).extra_content,
  ]);

const part = (functionCall: Json, more: Json = {}): Json => ({ functionCall, ...more });
const text = (jsonPath: string, stringValue: string, willContinue?: true): Json => ({
  jsonPath,
  stringValue,
  willContinue,
});

it('the tokens of a Gemini answer hold those of tools that the server ran, of thoughts, and of the cache', () => {
  const usageMetadata = {
    ...{ promptTokenCount: 10, toolUsePromptTokenCount: 5, cachedContentTokenCount: 4 },
    ...{ candidatesTokenCount: 3, thoughtsTokenCount: 2, totalTokenCount: 20 },
  };
  const chunk = readAnswer().whole({ candidates: [{ finishReason: 'STOP' }], usageMetadata });
  expect(chunk?.usage).toEqual({
    ...{ prompt_tokens: 15, completion_tokens: 5, total_tokens: 20 },
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 2 },
  });
});

describe('the calls of a Gemini answer', () => {
  it.each<[string, readonly (readonly Json[])[], readonly (readonly [string, string, unknown])[]]>([
    ['a call without arguments', [[part({ name: 'f' })]], [['id0', 'f({})', undefined]]],
    [
      'calls without ids in one event',
      [[part({ name: 'f', args: { a: 1 } }, { thoughtSignature: 's' }), part({ name: 'f', args: { a: 2 } })]],
      [
        ['id0', 'f({"a":1})', { google: { thought_signature: 's' } }],
        ['id1', 'f({"a":2})', undefined],
      ],
    ],
    [
      'arguments in parts, without ids',
      [
        [part({ name: 'f', willContinue: true })],
        [part({ partialArgs: [text('$.id', 'A', true)], willContinue: true })],
        [part({ partialArgs: [text('$.id', 'B')], willContinue: true })],
        [part({})],
        [part({ name: 'f', willContinue: true })],
        [part({ partialArgs: [{ jsonPath: '$.n', numberValue: 2 }] })],
      ],
      [
        ['id0', 'f({"id":"AB"})', undefined],
        ['id1', 'f({"n":2})', undefined],
      ],
    ],
    [
      'arguments in parts, with ids and repeated names',
      [
        [part({ id: 'x', name: 'f', willContinue: true }, { thoughtSignature: 's' })],
        [part({ id: 'x', name: 'f', partialArgs: [text("$['a b']", '1')], willContinue: true })],
        [part({ id: 'y', name: 'g', partialArgs: [{ jsonPath: '$.ok', boolValue: true }] })],
      ],
      [
        ['x', 'f({"a b":"1"})', { google: { id: 'x', thought_signature: 's' } }],
        ['y', 'g({"ok":true})', { google: { id: 'y' } }],
      ],
    ],
    [
      'nested places',
      [
        [
          part({
            name: 'f',
            partialArgs: [
              text('$.list[0].name', 'a'),
              text('$.list[1].name', 'b'),
              { jsonPath: '$.none', nullValue: 'NULL_VALUE' },
            ],
          }),
        ],
      ],
      [['id0', 'f({"list":[{"name":"a"},{"name":"b"}],"none":null})', undefined]],
    ],
    [
      'places that cannot be',
      [
        [
          part({
            name: 'f',
            partialArgs: [
              text('$.a[999999999]', 'x'),
              text('$.__proto__.polluted', 'x'),
              text('$.constructor.prototype.polluted', 'x'),
              text('$[0]', 'x'),
              text('nowhere', 'x'),
              text('$.a..b', 'x'),
              text(`$${'.a'.repeat(1000)}`, 'x'),
              { jsonPath: 7 },
              { jsonPath: '$.b' },
            ],
          }),
        ],
      ],
      [['id0', 'f({"a":[]})', undefined]],
    ],
    ['an end before the last part', [[part({ name: 'f', willContinue: true })]], [['id0', 'f({})', undefined]]],
  ])('are read from %s', (_, events, calls) => {
    expect(callsOf(...events)).toEqual(calls);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a Gemini stream', () => {
  const BODY = streamed(
    [{ text: 'Hm, 漢字', thought: true }],
    [{ text: 'It is 🙂 ' }],
    [{ text: 'good.', thoughtSignature: 'c2ln' }],
    [
      part(
        { id: 'x', name: 'f', partialArgs: [text('$.a', 'ü', true)], willContinue: true },
        { thoughtSignature: 'cw==' },
      ),
    ],
    [part({ id: 'x', partialArgs: [text('$.a', '漢')] })],
    [{ text: '', thoughtSignature: 'bGFzdA==' }],
  ).join('');

  it('makes the same message, however its bytes are split', () => {
    const whole = messageOf(BODY);
    expect(whole).toMatchObject({ content: 'It is 🙂 good.', reasoning_content: 'Hm, 漢字' });
    const size = toBytes(BODY).length;
    fc.assert(
      fc.property(fc.array(fc.nat(size), { maxLength: 12 }), (places) => {
        expect(messageOf(BODY, places)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['no list of candidates', { candidates: 7 }],
    ['candidates of a wrong kind', { candidates: [null, 'x', { index: 'one' }] }],
    ['no parts', { candidates: [{ content: null }, { content: { parts: { text: 'x' } } }] }],
    [
      'parts of a wrong kind',
      { candidates: [{ content: { parts: [null, 7, { text: 7 }, { functionCall: 'f' }, {}] } }] },
    ],
    ['usage of a wrong kind', { usageMetadata: { promptTokenCount: 'many', candidatesTokenCount: -1 } }],
    [
      'another candidate',
      { candidates: [{ index: 1, content: { parts: [{ text: 'second' }] }, finishReason: 'STOP' }] },
    ],
    ['a ping', {}],
  ])('passes over an event with %s', (_, json) => {
    expect(messageOf(event(json) + streamed([{ text: 'Hi.' }]).join('')).content).toBe('Hi.');
  });
});

describe('the cancellation contract of gemini()', () => {
  const options = {
    limit: 60_000,
    text: (piece: string) => event({ candidates: [{ content: { parts: [{ text: piece }] } }] }),
    end: event({ candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] }),
  };
  for (const { name, check } of cancellationContract((baseURL) => gemini({ baseURL }), options)) it(name, check);
});

describe('the name of a model', () => {
  it.each(['..', '../admin', 'models/../x', 'a//b', '', ' '])(
    '%j is refused, because it would be another path',
    async (model) => {
      const swarm = new Swarm(gemini({ baseURL: 'http://127.0.0.1:1', apiKey: 'k' }));
      const error = await failure(
        swarm.run({ agent: new Agent({ model }), messages: [{ role: 'user', content: 'Hi' }] }),
      );
      expect(error.type).toBe('usage');
    },
  );
});
