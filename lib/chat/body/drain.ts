import type { SchedulerLike } from 'rxjs';
import { cancel } from '../cancel.ts';

/** Milliseconds a body may take to end after its answer was whole. */
const LIMIT = 500;

const toEnd = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
  while (!(await reader.read()).done);
};

/**
 * Reads a body on to its end and discards it, so that its connection can carry the next request: cancelling at once costs
 * a new connection a turn. A body that does not end within 500 ms is cancelled. Nobody waits for this, and nothing fails.
 */
export const drain = (reader: ReadableStreamDefaultReader<Uint8Array>, scheduler: SchedulerLike): void => {
  const limit = scheduler.schedule(() => {
    cancel(reader);
  }, LIMIT);
  const done = (): void => {
    limit.unsubscribe();
  };
  toEnd(reader).then(done, done);
};
