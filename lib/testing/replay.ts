import { concat, concatMap, defer, EMPTY, from, ignoreElements, NEVER, of, throwError, timer } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { ChatCompletionChunk, ChatModel } from '../messages/types.ts';
import { builtin } from './builtin.ts';
import { deepEqual } from './deep-equal.ts';
import type { Exchange, Recording } from './recording.ts';
import { redactJson } from '../util/redact.ts';

export interface ReplayOptions {
  /** How many times as fast as it was. Default `Infinity`: at once, and synchronous. */
  readonly speed?: number;
  /** Breaks an exchange after so many chunks. */
  readonly fault?: {
    /** Counted from 0. Default: each exchange. */
    readonly exchange?: number;
    /** Default 0. */
    readonly afterChunks?: number;
    /** Default: a `network` error. */
    readonly error?: Error;
  };
  /** True: a request that is not the one recorded is an error. Default false. */
  readonly strict?: boolean;
  /** Times the chunks. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** A chat model that answers what was recorded, an exchange a request, in order. Takes a file's path or its content. */
export const replay = (recorded: string | Recording, options: ReplayOptions = {}): ChatModel => {
  const { exchanges } = typeof recorded === 'string' ? read(recorded) : recorded;
  let next = 0;
  return (request) =>
    defer(() => {
      const place = next++;
      const exchange = exchanges[place];
      if (exchange === undefined) {
        return throwError(
          () => new SwarmError('usage', `The recording has ${exchanges.length} exchanges and was asked for one more.`),
        );
      }
      const isOther = options.strict && !deepEqual(redactJson(JSON.parse(JSON.stringify(request))), exchange.request);
      return isOther ? throwError(() => otherRequest(place)) : play(exchange, place, options);
    });
};

const read = (file: string): Recording => {
  const recording = JSON.parse(builtin('node:fs').readFileSync(file, 'utf8')) as Partial<Recording> | null;
  if (recording?.version === 1 && Array.isArray(recording.exchanges)) return recording as Recording;
  throw new SwarmError('usage', `${file} is no recording: make one with \`record(model, file)\`.`);
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

/** Waits as long as it took, at the speed asked for; not at all where that is no time. */
const pauses =
  ({ speed = Infinity, scheduler }: ReplayOptions) =>
  <T>(milliseconds: number, then$: Observable<T>): Observable<T> => {
    const pause = milliseconds / speed;
    return pause > 0 ? concat(timer(pause, scheduler).pipe(ignoreElements()), then$) : then$;
  };

/** An exchange that was unsubscribed from never came to its own end. */
const endOf = ({ end }: Exchange): Observable<never> => {
  if (!('error' in end)) return end.type === 'complete' ? EMPTY : NEVER;
  const { type, message, status } = end.error;
  return throwError(() => new SwarmError(type, message, { status }));
};

const otherRequest = (place: number): SwarmError =>
  new SwarmError('usage', `Request ${place} is not the one that was recorded: record anew, or leave \`strict\` out.`);
