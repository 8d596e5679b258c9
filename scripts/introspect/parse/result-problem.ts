import { ts } from 'ts-morph';
import { builtinName } from './builtin.ts';
import type { Reading } from './types.ts';

/** Types of the language whose values come one by one. As JSON they are `{}`. */
const STREAMS: ReadonlySet<string> = new Set([
  ...['AsyncIterable', 'AsyncIterableIterator', 'AsyncIterator', 'AsyncIteratorObject', 'AsyncGenerator'],
  ...['Iterator', 'IteratorObject', 'IterableIterator', 'Generator', 'ReadableStream'],
]);

/** Returns why the model learns nothing of a result, as the rest of a sentence, or `undefined`. */
export const resultProblem = (reading: Reading, signature: ts.Signature): string | undefined => {
  const { checker } = reading;
  const type = checker.getReturnTypeOfSignature(signature);
  const name = builtinName(reading, checker.getAwaitedType(type) ?? type);
  if (name === undefined || !STREAMS.has(name)) return undefined;
  return `returns ${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}, which is {} as JSON; return an Observable, such as from(values) of rxjs, or a list`;
};
