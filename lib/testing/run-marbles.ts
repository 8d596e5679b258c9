import type { Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { ChatCompletionChunk, Delta } from '../messages/types.ts';
import { deepEqual } from './deep-equal.ts';

/** The value of a marble: a text, a delta or a whole chunk. */
export type ChunkMarble = string | Delta | ChatCompletionChunk;

/** The helpers of a test in virtual time: RxJS's own, and these. */
export interface MarbleHelpers extends RunHelpers {
  /**
   * Returns a cold stream of chunks, drawn as marbles. A marble that `values` does not name stands for its own letter as text; `|`
   * ends the stream as a chat model does.
   */
  readonly chunks: (
    marbles: string,
    values?: Readonly<Record<string, ChunkMarble>>,
    error?: unknown,
  ) => Observable<ChatCompletionChunk>;
  /** The scheduler of virtual time, for options named `scheduler`. */
  readonly scheduler: TestScheduler;
}

/**
 * Runs a test in virtual time, with RxJS's own helpers, `chunks` to draw the answers of a model, and the scheduler.
 *
 * @param assertEqual Compares the drawings. Default: throws an error that shows both, for any test runner.
 * @example
 * runMarbles(({ chunks, expectObservable }) => {
 *   const swarm = new Swarm(() => chunks('-a-b-|'));
 *   expectObservable(swarm.run({ agent, messages }).pipe(text())).toBe('-a-b-|');
 * });
 */
export const runMarbles = (
  test: (helpers: MarbleHelpers) => void,
  assertEqual: (actual: unknown, expected: unknown) => void = assertDeepEqual,
): void => {
  const scheduler = new TestScheduler(assertEqual);
  scheduler.run((helpers) => {
    const chunks: MarbleHelpers['chunks'] = (marbles, values = {}, error) =>
      helpers.cold(marbles, toChunks(marbles, values), error);
    test({ ...helpers, chunks, scheduler });
  });
};

const toChunks = (
  marbles: string,
  values: Readonly<Record<string, ChunkMarble>>,
): Readonly<Record<string, ChatCompletionChunk>> =>
  Object.fromEntries([...new Set(marbles)].map((marble) => [marble, toChunk(values[marble] ?? marble)]));

const toChunk = (value: ChunkMarble): ChatCompletionChunk => {
  if (typeof value === 'string') return { choices: [{ index: 0, delta: { content: value } }] };
  return 'choices' in value ? value : { choices: [{ index: 0, delta: value }] };
};

const assertDeepEqual = (actual: unknown, expected: unknown): void => {
  if (deepEqual(actual, expected)) return;
  throw new Error(`Not as drawn.\nexpected ${show(expected)}\ngot      ${show(actual)}`);
};

const show = (frames: unknown): string =>
  Array.isArray(frames) ? frames.map((frame) => JSON.stringify(frame)).join('\n         ') : JSON.stringify(frames);
