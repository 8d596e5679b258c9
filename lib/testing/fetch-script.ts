import { defer, endWith, type Observable, of, throwError } from 'rxjs';
import type { ByteRead } from '../models/transport/http-response.ts';
import type { FetchExchange, RecordedPiece, RecordedResponse } from './fetch-recording.ts';
import { bytesOf, toPiece } from './piece.ts';
import { endOf, type Wait } from './playback.ts';
import type { RecordedError } from './recording.ts';

/** The steps of an exchange that is replayed. */
export interface FetchScript {
  /** Emits the head of the response, or errors. */
  readonly head$: Observable<RecordedResponse>;
  /** The reads of the body. Each of them emits once, errors, or waits for ever. */
  readonly reads: readonly Observable<ByteRead>[];
}

/** Returns the steps of a recorded exchange. */
export const fetchScript = ({ response, pieces, end }: FetchExchange, wait: Wait): FetchScript => {
  const end$ = endOf(end, toError);
  if (response === undefined) return { head$: wait(end.at, end$), reads: [] };
  const times = [response, ...pieces, end].map(({ at }) => at);
  const reads = [...pieces.map(toRead), end$.pipe(endWith<ByteRead>({ done: true }))];
  return {
    head$: wait(response.at, of(response)),
    reads: reads.map((read$, index) => wait((times[index + 1] ?? 0) - (times[index] ?? 0), read$)),
  };
};

/** A break of a connection. */
export interface Break {
  /** The bytes of the body before it. Default: it comes before the response does. */
  readonly afterBytes?: number;
  /** Default: a `TypeError`. */
  readonly error?: Error;
}

/** Returns the steps of a recorded exchange up to a break. */
export const brokenScript = (exchange: FetchExchange, { afterBytes, error }: Break, wait: Wait): FetchScript => {
  const break$ = throwError(() => error ?? new TypeError('The replay was told to break here.'));
  if (afterBytes === undefined) return { head$: break$, reads: [] };
  const { head$, reads } = fetchScript({ ...exchange, pieces: firstBytes(exchange.pieces, afterBytes) }, wait);
  return { head$, reads: [...reads.slice(0, -1), break$] };
};

/** Makes the bytes at each read, because their reader may change or transfer them. */
const toRead = (piece: RecordedPiece): Observable<ByteRead> =>
  defer(() => of<ByteRead>({ done: false, value: bytesOf(piece) }));

const firstBytes = (pieces: readonly RecordedPiece[], count: number): readonly RecordedPiece[] => {
  let left = count;
  return pieces.flatMap((piece) => {
    const bytes = bytesOf(piece).subarray(0, left);
    left -= bytes.byteLength;
    return bytes.byteLength > 0 ? [{ at: piece.at, ...toPiece(bytes) }] : [];
  });
};

const toError = ({ message, code }: RecordedError): Error =>
  Object.assign(new TypeError(message), code !== undefined && { code });
