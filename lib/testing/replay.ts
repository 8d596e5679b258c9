import { concat, concatMap, defer, EMPTY, from, ignoreElements, NEVER, of, throwError, timer } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { SwarmError, usageError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatCompletionChunk, ChatModel } from '../messages/types.ts';
import { builtin } from './builtin.ts';
import { deepEqual } from './deep-equal.ts';
import type { Exchange, Recording } from './recording.ts';
import { redactJson } from '../util/redact.ts';

/** Options of `replay()`. */
export interface ReplayOptions {
  /** The speed: 1 replays in the recorded time, 2 twice as fast. Default `Infinity`: at once and synchronously. */
  readonly speed?: number;
  /** Breaks an exchange off. Default: no exchange breaks. */
  readonly fault?: {
    /** The place of the exchange, from 0. Default: each exchange. */
    readonly exchange?: number;
    /** The chunks before the break. Default 0. */
    readonly afterChunks?: number;
    /** The error. Default: a SwarmError `network`. */
    readonly error?: Error;
  };
  /** True: a request that differs from the recorded one errors with a SwarmError `usage`. Default false. */
  readonly strict?: boolean;
  /** Times the chunks. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Returns a chat model that replays recorded exchanges in their order, one for each request. A request beyond the last one errors
 * with a SwarmError `usage`.
 *
 * @param recorded The path of a file (Node only), or its content.
 * @throws SwarmError `usage` for an unknown option, or a file that does not hold a recording.
 * @example
 * const swarm = new Swarm(replay('bug.json', { fault: { afterChunks: 3 } }));
 */
export const replay = (recorded: string | Recording, options: ReplayOptions = {}): ChatModel => {
  refuseUnknown('replay()', options, OPTIONS);
  refuseUnknown('replay(): fault', options.fault ?? {}, FAULT);
  const { exchanges } = typeof recorded === 'string' ? read(recorded) : recorded;
  let next = 0;
  return (request) =>
    defer(() => {
      const place = next++;
      const exchange = exchanges[place];
      if (exchange === undefined) {
        return throwError(() =>
          usageError(`The recording has ${exchanges.length} exchanges, and one more was requested.`),
        );
      }
      const isOther = options.strict && !deepEqual(redactJson(JSON.parse(JSON.stringify(request))), exchange.request);
      return isOther ? throwError(() => otherRequest(place)) : play(exchange, place, options);
    });
};

const OPTIONS: readonly (keyof ReplayOptions)[] = ['speed', 'fault', 'strict', 'scheduler'];
const FAULT: readonly (keyof NonNullable<ReplayOptions['fault']>)[] = ['exchange', 'afterChunks', 'error'];

const read = (file: string): Recording => {
  const recording = JSON.parse(builtin('node:fs').readFileSync(file, 'utf8')) as Partial<Recording> | null;
  if (recording?.version === 1 && Array.isArray(recording.exchanges)) return recording as Recording;
  throw usageError(`${file} is not a recording: make one with \`record(model, file)\`.`);
};

const play = (exchange: Exchange, place: number, options: ReplayOptions): Observable<ChatCompletionChunk> => {
  const { fault } = options;
  const isFaulty = fault !== undefined && (fault.exchange ?? place) === place;
  const chunks = isFaulty ? exchange.chunks.slice(0, fault.afterChunks ?? 0) : exchange.chunks;
  const wait = pauses(options);
  return concat(
    from(chunks).pipe(concatMap(({ at, chunk }, index) => wait(at - (chunks[index - 1]?.at ?? 0), of(chunk)))),
    isFaulty
      ? throwError(() => fault.error ?? new SwarmError('network', 'The replay was told to break here.'))
      : wait(exchange.end.at - (chunks.at(-1)?.at ?? 0), endOf(exchange)),
  );
};

/** Waits as long as the recording did, at this speed. A wait of 0 ms stays synchronous. */
const pauses =
  ({ speed = Infinity, scheduler }: ReplayOptions) =>
  <T>(milliseconds: number, then$: Observable<T>): Observable<T> => {
    const pause = milliseconds / speed;
    return pause > 0 ? concat(timer(pause, scheduler).pipe(ignoreElements()), then$) : then$;
  };

/** Replays the end of an exchange. A recording that was unsubscribed from never ends. */
const endOf = ({ end }: Exchange): Observable<never> => {
  if (!('error' in end)) return end.type === 'complete' ? EMPTY : NEVER;
  const { type, message, ...details } = end.error;
  return throwError(() => new SwarmError(type, message, details));
};

const otherRequest = (place: number): SwarmError =>
  usageError(`Request ${place} differs from the recorded one: record anew, or leave \`strict\` out.`);
