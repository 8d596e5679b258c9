import { type SwarmError, usageError } from '../agent/errors.ts';
import { isRecord } from '../util/is-record.ts';
import { builtin } from './builtin.ts';

/** A kind of recording. */
interface Kind {
  /** The field `of` of its recordings. */
  readonly of: 'fetch' | undefined;
  /** The list in its exchanges. */
  readonly list: 'chunks' | 'pieces';
  readonly record: string;
  readonly replay: string;
}

/** Recordings of chat models. */
export const CHUNKS: Kind = { of: undefined, list: 'chunks', record: 'record(model, file)', replay: 'replay()' };
/** Recordings of `fetch`. */
export const BYTES: Kind = { of: 'fetch', list: 'pieces', record: 'recordFetch(file)', replay: 'replayFetch()' };

/**
 * Returns a function that returns the exchanges of a recording in their order, one a call, with its place.
 *
 * @param recorded The path of a file, or its content.
 * @throws SwarmError `usage` for any other content, and for the other kind of recording.
 */
export const exchangesOf = <E>(
  recorded: string | { readonly exchanges: readonly E[] },
  kind: Kind,
): (() => readonly [exchange: E, place: number]) => {
  const name = typeof recorded === 'string' ? recorded : 'The value';
  const recording = typeof recorded === 'string' ? parse(builtin('node:fs').readFileSync(recorded, 'utf8')) : recorded;
  const exchanges = checked(recording, name, kind) as readonly E[];
  let next = 0;
  return () => {
    const place = next++;
    const exchange = exchanges[place];
    if (exchange !== undefined) return [exchange, place];
    throw usageError(`The recording has ${exchanges.length} exchanges, and one more was requested.`);
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const checked = (recording: unknown, name: string, { of, list, record, replay }: Kind): readonly unknown[] => {
  const remedy = `make one with \`${record}\`.`;
  if (!isRecord(recording) || recording['version'] !== 1 || !Array.isArray(recording['exchanges']))
    throw usageError(`${name} is not a recording: ${remedy}`);
  const other = recording['of'] === BYTES.of ? BYTES : CHUNKS;
  if (other.of !== of) throw usageError(`${name} is of \`${other.record}\`, not for ${replay}: use ${other.replay}.`);
  const exchanges = recording['exchanges'] as readonly unknown[];
  const broken = exchanges.findIndex((each) => !isWhole(each, list));
  if (broken >= 0) throw usageError(`Exchange ${broken} of ${name} has no request, ${list} or end: ${remedy}`);
  return exchanges;
};

const isWhole = (exchange: unknown, list: string): boolean =>
  isRecord(exchange) && isRecord(exchange['request']) && Array.isArray(exchange[list]) && isRecord(exchange['end']);

/** Makes the error for a request that is not the recorded one. */
export const otherRequest = (place: number): SwarmError =>
  usageError(`Request ${place} differs from the recorded one: record anew, or leave \`strict\` out.`);
