import type { Queue } from 'bullmq';
import { AsyncSubject, type Observable } from 'rxjs';
import { asError, messageOf, SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunEvent } from '../../agent/response.ts';
import type { Checkpoint } from '../../agent/run-options.ts';
import { cancelled } from '../cancel.ts';
import type { RunKeys } from '../redis/keys.ts';
import { execute } from '../redis/redis.ts';
import type { Ending } from '../stored/ending.ts';
import { checkpointText } from '../stored/stored-checkpoint.ts';

/** Writes down what a run emits, for whoever watches, and where it stands, for whoever goes on with it. */
export interface Journal {
  /** Written soon. */
  add(event: RunEvent<RemoteAgent>): void;
  /** Written now, with all events before it, or not at all. */
  store(checkpoint: Checkpoint): Promise<void>;
  end(ending: Ending): Promise<void>;
  /** Errors with `LOST` once the job is another worker's, or with what kept an event from being written. */
  readonly broken$: Observable<never>;
}

export interface JournalOptions {
  readonly token: string;
  readonly attemptId: string;
  readonly ttl: number;
  readonly keptFor: number;
  /** The most bytes that the events of a run may be, written or waiting for it. */
  readonly maxBytes: number;
  /** How many messages are stored already. */
  readonly stored: number;
}

/** The job is another worker's now: whatever this one still does of it is in vain. */
export const LOST = new Error('The job is another worker’s.');

/**
 * A token is written at once after a quiet while, and else with those of the 15 ms after it: a model of 100 tokens a second
 * costs some 60 writes a second, of a tenth of a millisecond each in Redis, and one that is faster costs no more.
 */
const WINDOW = 15;

export const journal = (queue: Queue, keys: RunKeys, options: JournalOptions): Journal => {
  const broken$ = new AsyncSubject<never>();
  let { stored } = options;
  let waiting: string[] = [];
  let length = 0;
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  let isBusy = false;
  let turn: Promise<void> = Promise.resolve();
  /** After a write that may be missing none is made: watchers would see a run with a gap, and nobody would know. */
  let gap: Error | undefined;

  const take = (): string => {
    const batch = waiting.length > 0 ? `[${waiting.join(',')}]` : '';
    waiting = [];
    length = 0;
    clearTimeout(timer);
    timer = undefined;
    return batch;
  };
  const send = async (checkpoint: string, ending: string, messages: readonly string[]): Promise<void> => {
    if (gap !== undefined) throw gap;
    const { token, attemptId, ttl, keptFor, maxBytes } = options;
    const most = ending === '' ? maxBytes : Number.MAX_SAFE_INTEGER;
    const kept = ending === '' ? keptFor : ttl;
    const args = [token, attemptId, ++count, kept, most, take(), checkpoint, ending, ...messages];
    const all = [keys.run, keys.messages, keys.events, keys.lock];
    const answer = await execute(queue, 'append', all, args).catch((error: unknown) => {
      gap = asError(error);
      throw gap;
    });
    last = Date.now();
    if (answer === 'lost') throw LOST;
    if (answer === 'cancelled') throw cancelled();
    if (answer === 'full') throw tooMuch(maxBytes);
  };
  /** One after another: what is written later happened later. */
  const write = (checkpoint: string, ending: string, messages: readonly string[] = []): Promise<void> => {
    isBusy = true;
    const written = turn.then(() => send(checkpoint, ending, messages));
    // Whoever waits for it is told too; who does not is told by `broken$`.
    turn = written
      .catch((error: unknown) => broken$.error(asError(error)))
      .finally(() => {
        isBusy = false;
        if (waiting.length > 0) schedule();
      });
    return written;
  };
  const schedule = (): void => {
    if (gap !== undefined) return;
    timer ??= setTimeout(
      () => {
        timer = undefined;
        if (!isBusy) write('', '').catch(() => undefined);
      },
      Math.max(0, last + WINDOW - Date.now()),
    );
  };

  return {
    broken$,
    add(event) {
      const text = textOf(event);
      waiting.push(text);
      length += text.length;
      if (length > options.maxBytes) broken$.error(tooMuch(options.maxBytes));
      else if (!isBusy) schedule();
    },
    async store(checkpoint) {
      const { messages } = checkpoint.response;
      const added = messages.slice(stored).map((message) => JSON.stringify(message));
      await write(checkpointText(checkpoint), '', added);
      stored = messages.length;
    },
    end: (ending) => write('', JSON.stringify(ending)),
  };
};

const tooMuch = (maxBytes: number): SwarmError =>
  new SwarmError(
    'usage',
    `The events of the run are more than ${maxBytes} bytes: report less, or raise maxEventBytes.`,
  );

const textOf = (event: RunEvent<RemoteAgent>): string => {
  try {
    return JSON.stringify(event);
  } catch (cause) {
    throw new SwarmError('usage', `An event cannot be stored, JSON does not hold it: ${messageOf(cause)}`, { cause });
  }
};
