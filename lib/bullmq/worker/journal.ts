import type { Queue } from 'bullmq';
import { AsyncSubject, type Observable } from 'rxjs';
import { messageOf, SwarmError, usageError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunEvent } from '../../agent/response.ts';
import type { Checkpoint } from '../../agent/run-options.ts';
import type { RunKeys } from '../redis/keys.ts';
import { execute } from '../redis/redis.ts';
import type { Ending } from '../stored/ending.ts';
import { checkpointText } from '../stored/stored-checkpoint.ts';

/** Writes a run's events for its watchers, and its checkpoints for the worker that goes on with it. */
export interface Journal {
  /** Writes an event soon. */
  add(event: RunEvent<RemoteAgent>): void;
  /**
   * Writes a checkpoint now, with all events before it, or nothing. The promise never settles where nothing was written,
   * because `stopped$` ends the attempt then.
   */
  store(checkpoint: Checkpoint): Promise<void>;
  /** Writes the end of the run. Resolves to false where the job is another worker's, and rejects where Redis fails. */
  end(ending: Ending): Promise<boolean>;
  /** Emits once, the reason why nothing more can be written, and completes. */
  readonly stopped$: Observable<JournalStop>;
}

/** The reason why a journal stopped: the job is another worker's, the run was cancelled, or a write failed. */
export type JournalStop =
  { readonly kind: 'lost' } | { readonly kind: 'cancelled' } | { readonly kind: 'broken'; readonly error: unknown };

export interface JournalOptions {
  readonly token: string;
  readonly attemptId: string;
  /** Milliseconds that events are kept after the end of the run. */
  readonly ttl: number;
  /** Milliseconds that events are kept while the run is under way. */
  readonly keptFor: number;
  /** The most bytes of a run's events, written and waiting. */
  readonly maxBytes: number;
  /** How many messages are stored already. */
  readonly stored: number;
}

/**
 * Milliseconds between two writes. A token that comes after a quiet while is written at once; tokens that follow it are
 * written together, so a fast model costs no more writes than one of 60 tokens a second.
 */
const WINDOW = 15;

type Written = 'written' | 'lost' | 'cancelled' | 'full';

/** Begins the journal of an attempt. */
export const journal = (queue: Queue, keys: RunKeys, options: JournalOptions): Journal => {
  const stopped$ = new AsyncSubject<JournalStop>();
  let { stored } = options;
  let waiting: string[] = [];
  let length = 0;
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  let isBusy = false;
  let turn: Promise<unknown> = Promise.resolve();
  /** The failure of a write that may have got lost. No write follows it, because watchers could not see the gap. */
  let gap: { readonly error: unknown } | undefined;

  const stop = (reason: JournalStop): void => {
    stopped$.next(reason);
    stopped$.complete();
  };
  const take = (): string => {
    const batch = waiting.length > 0 ? `[${waiting.join(',')}]` : '';
    waiting = [];
    length = 0;
    clearTimeout(timer);
    timer = undefined;
    return batch;
  };
  const send = async (checkpoint: string, ending: string, messages: readonly string[]): Promise<Written> => {
    if (gap) throw gap.error;
    const { token, attemptId, ttl, keptFor, maxBytes } = options;
    const kept = ending === '' ? keptFor : ttl;
    const args = [token, attemptId, ++count, kept, maxBytes, take(), checkpoint, ending, ...messages];
    try {
      return (await execute(queue, 'append', [keys.run, keys.messages, keys.events, keys.lock], args)) as Written;
    } catch (error) {
      gap = { error };
      throw error;
    } finally {
      last = Date.now();
    }
  };
  /** Writes in the order of the calls. */
  const write = (checkpoint: string, ending: string, messages: readonly string[] = []): Promise<Written> => {
    isBusy = true;
    const written = turn.then(() => send(checkpoint, ending, messages));
    turn = written
      .then(
        (answer) => (answer === 'written' ? undefined : stop(stopOf(answer, options))),
        (error: unknown) => stop({ kind: 'broken', error }),
      )
      .finally(() => {
        isBusy = false;
        if (waiting.length > 0) schedule();
      });
    return written;
  };
  const writeEvents = (): void => {
    timer = undefined;
    // `stopped$` tells of a failure.
    if (!isBusy) write('', '').catch(() => undefined);
  };
  const schedule = (): void => {
    if (gap) return;
    timer ??= setTimeout(writeEvents, Math.max(0, last + WINDOW - Date.now()));
  };

  return {
    stopped$,
    add(event) {
      const text = textOf(event);
      waiting.push(text);
      length += text.length;
      if (length > options.maxBytes) stop(stopOf('full', options));
      else if (!isBusy) schedule();
    },
    async store(checkpoint) {
      const { messages } = checkpoint.response;
      const added = messages.slice(stored).map((message) => JSON.stringify(message));
      const written = await write(checkpointText(checkpoint), '', added).catch(() => 'broken');
      if (written !== 'written') await never();
      stored = messages.length;
    },
    end: async (ending) => (await write('', JSON.stringify(ending))) !== 'lost',
  };
};

const never = (): Promise<never> => new Promise(() => undefined);

const stopOf = (answer: Exclude<Written, 'written'>, { maxBytes }: JournalOptions): JournalStop =>
  answer === 'full' ? { kind: 'broken', error: tooMuch(maxBytes) } : { kind: answer };

const tooMuch = (maxBytes: number): SwarmError =>
  usageError(`The events of the run are more than ${maxBytes} bytes: report less, or raise maxEventBytes.`);

const textOf = (event: RunEvent<RemoteAgent>): string => {
  try {
    return JSON.stringify(event);
  } catch (cause) {
    throw new SwarmError('usage', `An event cannot be stored, JSON does not hold it: ${messageOf(cause)}`, { cause });
  }
};
