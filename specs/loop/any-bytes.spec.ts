import * as fc from 'fast-check';
import { lastValueFrom } from 'rxjs';
import { Agent, Swarm, SwarmError, type AssistantMessage, type Message } from 'rxswarm';
import { http } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { bodyOf, splitAt, toBytes } from '../support/bytes.ts';
import { call, chunk } from '../support/chunks.ts';
import { DONE, event, finish } from '../support/wire.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

/** A swarm whose server answers with the next of these bodies, piece by piece, whatever it is asked. */
const answeredWith = (...bodies: readonly (readonly Uint8Array[])[]): Swarm => {
  let asked = 0;
  const fetch = () => Promise.resolve(new Response(bodyOf(bodies[asked++] ?? [])));
  return new Swarm(http({ baseURL: 'http://127.0.0.1:9/v1', apiKey: '', fetch }), { raw: true });
};

const look = (): string => 'seen — 漢字';
const agent = new Agent({ functions: [look] });

/** The new messages of a run, or the error it ended with. Rejects where it ended with anything but a `SwarmError`. */
const ending = async (swarm: Swarm): Promise<readonly Message[] | SwarmError> => {
  const ended$ = swarm.run({ agent, messages, maxTurns: 3 }).pipe(response());
  try {
    const last = await lastValueFrom(ended$, { defaultValue: undefined });
    if (last === undefined) throw new Error('It ended with neither a response nor an error.');
    return last.messages;
  } catch (error) {
    if (error instanceof SwarmError) return error;
    throw error;
  }
};

const places = fc.array(fc.nat(2000), { maxLength: 20 });
const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
const between = fc.constantFrom('', ': 漢\n\n', 'id: 1\n', 'event: ping\ndata: é\n\n', 'data:\n\n');

describe('any split of the bytes', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 });
  const fragments = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 });

  it('gives the same messages through a whole run, its functions and turns', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fragments,
        lineBreak,
        between,
        places,
        places,
        async (words, parts, end, comment, a, b) => {
          const input = JSON.stringify({ parts });
          const first = [
            chunk({ role: 'assistant', content: null, tool_calls: [{ index: 0, ...call('look', '', 'id_1') }] }),
            ...Array.from(input, (letter) => chunk({ tool_calls: [{ index: 0, function: { arguments: letter } }] })),
            finish('tool_calls'),
          ];
          const second = [...words.map((content) => chunk({ content })), finish()];
          const wire = [first, second].map((chunks) =>
            toBytes([...chunks.map((each) => comment + event(each)), DONE].join('').replaceAll('\n', end)),
          );
          const [one = new Uint8Array(), two = new Uint8Array()] = wire;
          const story = await ending(answeredWith(splitAt(one, a), splitAt(two, b)));
          expect(story).toMatchObject([
            { role: 'assistant', tool_calls: [call('look', input, 'id_1')] },
            { role: 'tool', tool_call_id: 'id_1', content: 'seen — 漢字' },
            { role: 'assistant', content: words.join('') },
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('byte by byte gives the same as all at once', async () => {
    const wire = toBytes(
      `\uFEFF${event(chunk({ content: 'Það er “gott”: 漢字 🙂' }))}${event(finish())}`.replaceAll('\n', '\r\n'),
    );
    const whole = await ending(answeredWith([wire]));
    expect(await ending(answeredWith([...wire].map((byte) => Uint8Array.of(byte))))).toEqual(whole);
    expect((whole as readonly AssistantMessage[])[0]?.content).toBe('Það er “gott”: 漢字 🙂');
  });
});

describe('any input', () => {
  const key = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'choices', 'delta', 'message', 'tool_calls', 'function'),
    fc.constantFrom('index', 'id', 'name', 'arguments', 'content', 'finish_reason', 'usage', 'error', 'response'),
  );
  const scalar = fc.oneof(
    fc.constantFrom('look', '{}', '{"x":1', 'stop', '', '__proto__'),
    fc.string(),
    fc.double(),
    fc.constantFrom(null, true, 0, 1e308, -1),
  );
  const json = fc.letrec<{ any: unknown; list: unknown; object: unknown }>((tie) => ({
    any: fc.oneof({ maxDepth: 5, withCrossShrink: true }, scalar, tie('list'), tie('object')),
    list: fc.array(tie('any'), { maxLength: 3 }),
    object: fc
      .array(fc.tuple(key, tie('any')), { maxLength: 4 })
      .map(
        (entries) =>
          JSON.parse(
            `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`,
          ) as unknown,
      ),
  }));
  /** The likely shapes, with anything in the places where values go. */
  const shaped = fc.tuple(json.any, json.any, json.any, json.any).map(([a, b, c, d]) => ({
    choices: [
      {
        index: a,
        delta: { content: b, tool_calls: [{ index: c, id: d, function: { name: 'look', arguments: b } }] },
      },
    ],
  }));
  const line = fc.oneof(
    fc.oneof(json.any, shaped).map((value) => event(value)),
    fc.string(),
    fc.constantFrom('\n\n', '\r', 'data: ', 'event: error\n', DONE, '{', '[', '<html>', '\u0000'),
    fc.constant(event(finish())),
  );
  const text = fc.array(line, { maxLength: 8 }).map((lines) => toBytes(lines.join('')));
  const bytes = fc.oneof(
    text,
    fc.uint8Array({ maxLength: 300 }),
    json.any.map((value) => toBytes(JSON.stringify(value))),
  );

  it('ends a run, with its response or a SwarmError, and pollutes nothing', async () => {
    const before = [Object.prototype, Array.prototype, Function.prototype].map((each) => Reflect.ownKeys(each).length);
    await fc.assert(
      fc.asyncProperty(bytes, bytes, places, async (one, two, where) => {
        const end = await ending(answeredWith(splitAt(one, where), splitAt(two, where), splitAt(one, [])));
        const said = end instanceof SwarmError ? (end.response?.messages ?? []) : end;
        for (const message of said) expect(['assistant', 'tool']).toContain(message.role);
        expect(end instanceof SwarmError ? end.message : '.').not.toBe('');
        expect(JSON.parse(JSON.stringify(said))).toEqual(said);
      }),
      { numRuns: 300 },
    );
    expect([Object.prototype, Array.prototype, Function.prototype].map((each) => Reflect.ownKeys(each).length)).toEqual(
      before,
    );
    expect(({} as Record<string, unknown>)['response']).toBeUndefined();
  });
});
