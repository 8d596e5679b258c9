import type { SchedulerLike } from 'rxjs';
import { cancel } from '../cancel.ts';
import type { ByteReader } from '../transport/answer.ts';

/** Milliseconds a body may take to end after its answer was whole. */
const LIMIT = 500;

const toEnd = async (reader: ByteReader): Promise<void> => {
  while (!(await reader.read()).done);
};

/**
 * Reads a body on to its end and discards it, so that its connection can carry the next request: cancelling at once costs
 * a new connection a turn. A body that does not end within 500 ms is cancelled. Resolves when it has ended, however.
 */
export const drain = async (reader: ByteReader, scheduler: SchedulerLike): Promise<void> => {
  const limit = scheduler.schedule(() => {
    cancel(reader);
  }, LIMIT);
  await toEnd(reader).catch(() => undefined);
  limit.unsubscribe();
};
