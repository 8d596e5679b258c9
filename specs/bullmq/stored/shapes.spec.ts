import { responseOf } from '../../../lib/bullmq/stored/ending.ts';
import { isBreak, isEvent } from '../../../lib/bullmq/stored/shapes.ts';
import { checkpointText, readCheckpoint } from '../../../lib/bullmq/stored/stored-checkpoint.ts';
import { readStored } from '../../../lib/bullmq/stored/stored-run.ts';
import { Agent, SwarmError, type Checkpoint } from 'rxswarm';

type Path = readonly (string | number)[];

/** Values that no field of a kind takes: nothing, another type, a prototype, much too much. */
const WRONG: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 1e308],
  ['a text', 'x'],
  ['a large text', 'x'.repeat(1_000_000)],
  ['true', true],
  ['an array', [null]],
  ['an object', { __proto__: null, then: 1 }],
  ['a prototype', JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')],
];

/** Every path into a JSON value, the root included. */
const pathsOf = (value: unknown, path: Path = []): readonly Path[] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
];

/** A copy with another value at a path. */
const replaced = (value: unknown, [key, ...rest]: Path, other: unknown): unknown => {
  if (key === undefined) return other;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string | number, unknown>)[key] = replaced(
    (value as Record<string | number, unknown>)[key],
    rest,
    other,
  );
  return copy;
};

/** Each way to break one field of a sound value. */
const broken = (sound: unknown): readonly (readonly [string, string])[] =>
  pathsOf(sound).flatMap((path) =>
    WRONG.map(
      ([name, wrong]) => [`/${path.join('/')} is ${name}`, JSON.stringify(replaced(sound, path, wrong))] as const,
    ),
  );

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
const response = {
  messages: [{ role: 'assistant', content: null, tool_calls: [call], sender: 'Ada' }],
  agent: { name: 'Ada' },
  contextVariables: { a: { b: 1 } },
  usage,
  usageByAgent: [{ agent: 'Ada', model: 'm', usage }],
  finishReason: 'stop',
};
const events = [
  { delim: 'start' },
  { role: 'assistant', content: 'Hi', sender: 'Ada' },
  { tool_calls: [{ index: 0, ...call }] },
  { delim: 'end', completion: { id: 'x' } },
  { tool: { id: 'c', name: 'f', status: 'start', arguments: '{}' } },
  { tool: { id: 'c', name: 'f', status: 'progress', value: 1 } },
  { tool: { id: 'c', name: 'f', status: 'end', message: { role: 'tool', tool_call_id: 'c', content: '' } } },
  { handoff: { from: 'Ada', to: 'Bob' } },
  { contextVariables: { a: 1 } },
  { retry: { attempt: 1, type: 'network', message: 'x' } },
];
const checkpoint = { response, turns: 1, answered: false, rejected: 0, isCut: false };
const job = { agent: 'Ada', version: '1', ttl: 1000, children: ['a'], options: { messages: [], maxTurns: 3 } };

/** Calls a reader, and returns the error or the value. Anything thrown that is not a SwarmError fails the spec. */
const outcome = <T>(read: () => T): T | SwarmError => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SwarmError) return error;
    throw error;
  }
};

describe('stored data', () => {
  it('is taken as it was written', () => {
    expect(responseOf(JSON.stringify({ response }))).toEqual(response);
    expect(events.filter((event) => !isEvent(event))).toEqual([]);
    const { messages } = response;
    const text = checkpointText({
      ...checkpoint,
      response: { ...response, agent: new Agent({ name: 'Ada' }) },
    } as unknown as Checkpoint);
    expect(
      readCheckpoint(
        text,
        messages.map((each) => JSON.stringify(each)),
      ),
    ).toEqual({ checkpoint });
    expect(readStored(job)).toEqual(job);
  });

  it.each([
    ['the end of a run', { response }, (text: string) => responseOf(text)],
    [
      'the error of a run',
      { error: { type: 'http', message: 'x', status: 500 }, response },
      (text: string) => responseOf(text),
    ],
    ['a checkpoint', checkpoint, (text: string) => readCheckpoint(text, [])],
    [
      'the messages of a checkpoint',
      response.messages,
      (text: string) => readCheckpoint(JSON.stringify({ ...checkpoint }), [text]),
    ],
    ['a job', job, (text: string) => readStored(JSON.parse(text))],
    ['the failure of an attempt', { type: 'http', message: 'x' }, (text: string) => isBreak(JSON.parse(text))],
    ['events', events, (text: string) => (JSON.parse(text) as unknown[] | null)?.toString().length],
  ])('is read, or refused with a SwarmError, whatever one field of %s holds', (_, sound, read) => {
    for (const [, text] of broken(sound)) outcome(() => read(text));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses a batch with one event of another type', () => {
    const taken = broken(events).filter(([name, text]) => {
      const [, place, kind] = /^\/(\d+) is (.*)$/.exec(name) ?? [];
      return (
        place !== undefined && !/object|prototype/.test(kind ?? '') && (JSON.parse(text) as unknown[]).every(isEvent)
      );
    });
    expect(taken).toEqual([]);
  });

  it.each([
    [{ tool: null }],
    [{ tool: 'x' }],
    [{ tool: { id: 'c', name: 'f', status: 'end', message: null } }],
    [{ handoff: null }],
    [{ retry: { attempt: 1, type: '__proto__', message: 'x' } }],
    [{ contextVariables: [] }],
    [{ delim: null }],
    [{ tool_calls: 'x' }],
    [{ tool_calls: [null] }],
    [{ response }],
  ])('refuses the event %j', (event) => {
    expect(isEvent(event)).toBe(false);
  });

  it.each(['', 'x', '[]', 'null', '{}', '{"response":null}', '{"error":{"type":"nonsense","message":"x"}}'])(
    'is not the end of a run when it is %j',
    (text) => {
      expect(outcome(() => responseOf(text))).toMatchObject({ type: 'protocol' });
    },
  );
});
