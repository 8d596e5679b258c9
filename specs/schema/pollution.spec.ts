import type { JsonSchema } from 'rxswarm/schema';
import { mergeContext } from '../../lib/agent/context.ts';
import { checkAnswer, toOutput } from '../../lib/output/to-output.ts';
import { emptyJson, partialValue, readJson } from '../../lib/output/partial-json/partial-json.ts';
import { checker } from '../../lib/schema/check.ts';
import { reviver } from '../../lib/schema/revive.ts';
import { spreader } from '../../lib/schema/spread.ts';
import { wire } from '../../lib/schema/to-endpoint.ts';

const HOSTILE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

const parse = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const text = (key: string): string =>
  `{"${key}":{"polluted":true},"a":{"${key}":{"polluted":true}},"l":[{"${key}":1}]}`;
const open: JsonSchema = { type: 'object', additionalProperties: {} };
const schemaWith = (key: string): JsonSchema =>
  parse(`{"type":"object","properties":{"${key}":{"type":"object"},"a":{}},"$defs":{"${key}":{}}}`);

const read = (json: string): unknown => {
  const reader = emptyJson();
  readJson(reader, json);
  return partialValue(reader);
};

/** Everything in schemas and outputs that walks values or schemas from outside. */
const WALKS: readonly (readonly [string, (key: string) => unknown])[] = [
  ['a check against an open schema', (key) => checker({ accepts: open, strict: false })(parse(text(key)))],
  [
    'a check against declared properties',
    (key) => checker({ accepts: schemaWith(key), strict: true })(parse(text(key))),
  ],
  [
    'a check along references',
    (key) =>
      checker({
        accepts: { type: 'object', additionalProperties: { $ref: '#/$defs/N' }, $defs: { N: { anyOf: [open, {}] } } },
        strict: true,
      })(parse(text(key))),
  ],
  [
    'a problem in words',
    (key) =>
      checker({
        accepts: { type: 'object', properties: {}, required: [key], additionalProperties: false },
        strict: false,
      })(parse(text('a'))),
  ],
  ['reviving', (key) => reviver({ [`/${key}`]: 'map', '/**/a': 'map' })(parse(text(key)))],
  [
    'spreading',
    (key) =>
      spreader([key, '$arguments'], {})(parse(text(key)), {
        contextVariables: {},
        signal: new AbortController().signal,
      }),
  ],
  ['the schema that is sent', (key) => [wire(schemaWith(key), true), wire(schemaWith(key), false)]],
  ['a partial answer', (key) => read(text(key))],
  [
    'an answer',
    (key) =>
      checkAnswer(
        text(key),
        toOutput({
          name: 'a',
          schema: open,
          strict: false,
          mode: 'format',
          retries: 0,
          check: checker({ accepts: open, strict: false }),
        }),
      ),
  ],
  ['context variables', (key) => mergeContext({ a: 1 }, parse(text(key)))],
];

describe.each(WALKS)('%s', (_, walk) => {
  it.each(HOSTILE)('pollutes no prototype with the key %s, and inherits nothing from it', (key) => {
    const result = walk(key);
    expect('polluted' in {}).toBe(false);
    expect(Reflect.ownKeys(Object.prototype)).toEqual(expect.arrayContaining(['constructor', '__proto__']));
    expect([Object.prototype.toString.call({}), {}.constructor === Object]).toEqual(['[object Object]', true]);
    for (const part of objectsIn(result)) expect('polluted' in part).toBe(Object.hasOwn(part, 'polluted'));
  });
});

/** All objects within a value, also those that are keyed `__proto__`. */
function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}
