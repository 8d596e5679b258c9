import { concat, concatMap, defer, from, type Observable, of, type SchedulerLike, throwError } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatCompletionChunk, ChatModel } from '../messages/types.ts';
import { redactJson } from '../util/redact.ts';
import { deepEqual } from './deep-equal.ts';
import { CHUNKS, exchangesOf, otherRequest } from './exchanges-of.ts';
import { endOf, pauses, type Wait } from './playback.ts';
import type { Exchange, RecordedError, Recording } from './recording.ts';

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
  const take = exchangesOf<Exchange>(recorded, CHUNKS);
  const wait = pauses('replay()', options);
  return (request) =>
    defer(() => {
      const [exchange, place] = take();
      const isOther = options.strict && !deepEqual(redactJson(JSON.parse(JSON.stringify(request))), exchange.request);
      if (isOther) throw otherRequest(place);
      const { fault } = options;
      const isFaulty = fault !== undefined && (fault.exchange ?? place) === place;
      return isFaulty ? playBroken(exchange, fault, wait) : play(exchange, wait);
    });
};

const OPTIONS: readonly (keyof ReplayOptions)[] = ['speed', 'fault', 'strict', 'scheduler'];
type Fault = NonNullable<ReplayOptions['fault']>;
const FAULT: readonly (keyof Fault)[] = ['exchange', 'afterChunks', 'error'];

const play = ({ chunks, end }: Exchange, wait: Wait): Observable<ChatCompletionChunk> =>
  concat(playChunks(chunks, wait), wait(end.at - (chunks.at(-1)?.at ?? 0), endOf(end, toError)));

const playBroken = (
  { chunks }: Exchange,
  { afterChunks = 0, error = new SwarmError('network', 'The replay was told to break here.') }: Fault,
  wait: Wait,
): Observable<ChatCompletionChunk> =>
  concat(
    playChunks(chunks.slice(0, afterChunks), wait),
    throwError(() => error),
  );

const playChunks = (chunks: Exchange['chunks'], wait: Wait): Observable<ChatCompletionChunk> =>
  from(chunks).pipe(concatMap(({ at, chunk }, index) => wait(at - (chunks[index - 1]?.at ?? 0), of(chunk))));

const toError = ({ type, message, ...details }: RecordedError): SwarmError => new SwarmError(type, message, details);
