import type { Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { ChatCompletionChunk, Delta } from '../messages/types.ts';
import { deepEqual } from './deep-equal.ts';

/** What a marble stands for: text, a delta or a whole chunk. */
export type ChunkMarble = string | Delta | ChatCompletionChunk;

export interface MarbleHelpers extends RunHelpers {
  /**
   * A cold stream of chunks, drawn. A marble that `values` does not name stands for its own letter as text; `|` ends
   * the stream as a chat model does.
   */
  readonly chunks: (
    marbles: string,
    values?: Readonly<Record<string, ChunkMarble>>,
    error?: unknown,
  ) => Observable<ChatCompletionChunk>;
  readonly scheduler: TestScheduler;
}

/**
 * A test in virtual time: RxJS's own helpers, `chunks` to draw what a model sends, and the scheduler.
 *
 * @param assertEqual What compares the drawings. Default: throws with both where they differ, in any test runner.
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
