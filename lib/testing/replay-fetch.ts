import { firstValueFrom, map, NEVER, type Observable, race, type SchedulerLike, Subject, takeUntil } from 'rxjs';
import { checkOption } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ByteReader, ByteRead } from '../models/transport/http-response.ts';
import { abortOf } from './abort-of.ts';
import { deepEqual } from './deep-equal.ts';
import { BYTES, exchangesOf, otherRequest } from './exchanges-of.ts';
import type { FetchExchange, FetchRecording, RecordedRequest } from './fetch-recording.ts';
import { brokenScript, fetchScript } from './fetch-script.ts';
import { pauses } from './playback.ts';
import { recordedRequest, signalOfFetch } from './recorded-request.ts';
import { responseOf } from './response-of.ts';

/** Options of `replayFetch()`. */
export interface ReplayFetchOptions {
  /** The speed: 1 replays in the recorded time, 2 twice as fast. Default `Infinity`: as fast as it is read. */
  readonly speed?: number;
  /** Breaks an exchange off. Default: no exchange breaks. */
  readonly fault?: {
    /** The place of the exchange, from 0. Default: each exchange. */
    readonly exchange?: number;
    /** The bytes of the body before the break. Default: it comes before the response does. */
    readonly afterBytes?: number;
    /** The error. Default: a `TypeError`, as of a connection that breaks. */
    readonly error?: Error;
  };
  /**
   * True: a request errors with a SwarmError `usage` if its method, its body or the last part of its path differs from the
   * recorded one. Default false.
   */
  readonly strict?: boolean;
  /** Times the pieces. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Returns a `fetch` that replays recorded exchanges in their order, one for each request: give it to any wire, client or provider
 * that takes a `fetch`. Nothing is sent. An aborted signal ends an exchange at once. A request beyond the last one rejects with a
 * SwarmError `usage`.
 *
 * @param recorded The path of a file (Node only), or its content.
 * @throws SwarmError `usage` for an unknown option, or a file that does not hold a recording of `recordFetch()`.
 * @example
 * const swarm = new Swarm(anthropic({ fetch: replayFetch('bug.json', { fault: { afterBytes: 100 } }), apiKey: 'none' }));
 */
export const replayFetch = (
  recorded: string | FetchRecording,
  options: ReplayFetchOptions = {},
): typeof globalThis.fetch => {
  refuseUnknown('replayFetch()', options, OPTIONS);
  const { fault, strict = false } = options;
  refuseUnknown('replayFetch(): fault', fault ?? {}, FAULT);
  const { afterBytes = 0 } = fault ?? {};
  checkOption('replayFetch(): fault.afterBytes', afterBytes, 'a number from 0 up', afterBytes >= 0);
  const take = exchangesOf<FetchExchange>(recorded, BYTES);
  const wait = pauses('replayFetch()', options);
  return async (...sent) => {
    const [exchange, place] = take();
    if (strict && !isSame((await recordedRequest(sent)).request, exchange.request)) throw otherRequest(place);
    const isFaulty = fault !== undefined && (fault.exchange ?? place) === place;
    const { head$, reads } = isFaulty ? brokenScript(exchange, fault, wait) : fetchScript(exchange, wait);
    const aborted$ = abortOf(signalOfFetch(sent));
    const response$ = head$.pipe(
      map((head) => responseOf(player(reads, aborted$), { ...head, url: exchange.request.url })),
    );
    return firstValueFrom(race(aborted$, response$), { defaultValue: Response.error() });
  };
};

type Fault = NonNullable<ReplayFetchOptions['fault']>;
const OPTIONS: readonly (keyof ReplayFetchOptions)[] = ['speed', 'fault', 'strict', 'scheduler'];
const FAULT: readonly (keyof Fault)[] = ['exchange', 'afterBytes', 'error'];

const isSame = (request: RecordedRequest, recorded: RecordedRequest): boolean =>
  request.method === recorded.method &&
  lastPart(request.url) === lastPart(recorded.url) &&
  deepEqual(request.body, recorded.body);

/** The last part of a path, such as `gemini-3-pro:streamGenerateContent`. The host may be another one in a test. */
const lastPart = (url: string): string | undefined => url.split(/[?#]/, 1)[0]?.split('/').at(-1);

/** Reads from streams, one a read. Nothing is waited for unless it is read. */
const player = (reads: readonly Observable<ByteRead>[], aborted$: Observable<never>): ByteReader => {
  const cancelled$ = new Subject<void>();
  let next = 0;
  return {
    read: () => firstValueFrom(race(aborted$, reads[next++] ?? NEVER).pipe(takeUntil(cancelled$)), END),
    cancel: () => {
      cancelled$.next();
      return Promise.resolve();
    },
  };
};

const END: { readonly defaultValue: ByteRead } = { defaultValue: { done: true } };
