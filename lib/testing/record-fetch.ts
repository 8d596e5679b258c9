import { asyncScheduler, type SchedulerLike, Subscription } from 'rxjs';
import { refuseUnknown } from '../agent/known-options.ts';
import { rootCause } from '../models/errors/network-error.ts';
import type { ByteReader } from '../models/transport/http-response.ts';
import type { Fetch } from '../models/transport/redirects.ts';
import { abortOf } from './abort-of.ts';
import type { FetchExchange, FetchRecording } from './fetch-recording.ts';
import { toPiece } from './piece.ts';
import { recordedHead, type Redact } from './recorded-head.ts';
import { type FetchArguments, recordedRequest, signalOfFetch } from './recorded-request.ts';
import { recorder } from './recorder.ts';
import type { RecordedError } from './recording.ts';
import { responseOf } from './response-of.ts';
import { stopwatch, tape, type Tape } from './tape.ts';

/** Options of `recordFetch()`. */
export interface RecordFetchOptions {
  /** Sends the requests. Default: the global `fetch`. */
  readonly fetch?: Fetch;
  /** Tells the time. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Returns a `fetch` that records exchanges byte for byte: give it to any wire, client or provider that takes a `fetch`. A body is
 * kept as it is read, in the same pieces. Secrets are redacted, except one that a server spreads over several pieces.
 *
 * @param to The path of a file (Node only), or a function. After each exchange the file is written anew, or the function is called
 * with the recording so far.
 * @throws SwarmError `usage` for an unknown option.
 * @example
 * const swarm = new Swarm(anthropic({ fetch: recordFetch('bug.json') }));
 */
export const recordFetch = (
  to: string | ((recording: FetchRecording) => void),
  options: RecordFetchOptions = {},
): typeof globalThis.fetch => {
  refuseUnknown('recordFetch()', options, OPTIONS);
  const begin = recorder(to, toRecording);
  return async (...sent) => {
    const exchange = { keep: begin(), elapsed: stopwatch(options.scheduler ?? asyncScheduler) };
    // Looked up for each request, because tests replace the global one.
    const send = (options.fetch ?? globalThis.fetch) as typeof globalThis.fetch;
    const listener = await listenTo(sent, exchange);
    try {
      return listener.response(await send(...sent));
    } catch (error) {
      listener.error(error);
      throw error;
    }
  };
};

const OPTIONS: readonly (keyof RecordFetchOptions)[] = ['fetch', 'scheduler'];

const toRecording = (exchanges: readonly FetchExchange[]): FetchRecording => ({ version: 1, of: 'fetch', exchanges });

interface Begun {
  readonly elapsed: () => number;
  readonly keep: (exchange: FetchExchange) => void;
}

/** Listens to one exchange. */
interface Listener {
  readonly error: (error: unknown) => void;
  /** Returns a response that is listened to while it is read. */
  readonly response: (response: Response) => Response;
}

const listenTo = async (sent: FetchArguments, { elapsed, keep }: Begun): Promise<Listener> => {
  const { request, redact } = await recordedRequest(sent);
  const lifetime = new Subscription();
  let response: FetchExchange['response'];
  const bytes = tape<Uint8Array>({
    elapsed,
    describe: (error) => described(error, redact),
    keep: (read, end) => {
      lifetime.unsubscribe();
      keep({ request, response, pieces: read.map(({ at, value }) => ({ at, ...toPiece(value, redact) })), end });
    },
  });
  lifetime.add(abortOf(signalOfFetch(sent)).subscribe({ error: bytes.unsubscribe }));
  return {
    error: bytes.error,
    response: (received) => {
      response = recordedHead(received, elapsed(), redact);
      if (received.body !== null) return responseOf(heard(received.body.getReader(), bytes), received);
      bytes.complete();
      return received;
    },
  };
};

/** Reads for a response, and lets a tape hear what is read. */
const heard = (reader: ByteReader, bytes: Tape<Uint8Array>): ByteReader => ({
  read: async () => {
    try {
      const read = await reader.read();
      if (read.done) bytes.complete();
      // A copy, because the reader of the response may transfer the bytes to a worker.
      else bytes.next(read.value.slice());
      return read;
    } catch (error) {
      bytes.error(error);
      throw error;
    }
  },
  cancel: () => {
    bytes.unsubscribe();
    return reader.cancel();
  },
});

/** The failure of a connection, as far as an error of a wire tells it. */
const described = (error: unknown, redact: Redact): RecordedError => {
  const { message, code } = rootCause(error);
  return { type: 'network', message: redact(message), code };
};
