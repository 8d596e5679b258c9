import { asyncScheduler, defer, type SchedulerLike, tap } from 'rxjs';
import { messageOf, SwarmError } from '../agent/errors.ts';
import type { ChatCompletionChunk, ChatModel } from '../messages/types.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { redactJson } from '../util/redact.ts';
import { recorder } from './recorder.ts';
import type { Exchange, RecordedError, Recording } from './recording.ts';
import { stopwatch, tape } from './tape.ts';

/**
 * Returns a chat model that records the exchanges of another one, chunk by chunk with their timing. Secrets are redacted, except
 * one that an answer spreads over several chunks.
 *
 * @param to The path of a file (Node only), or a function. After each exchange the file is written anew, or the function is called
 * with the recording so far.
 * @param scheduler Tells the time. Default: `asyncScheduler`.
 * @example
 * const swarm = new Swarm(record(http(), 'bug.json'));
 */
export const record = (
  model: ChatModel,
  to: string | ((recording: Recording) => void),
  scheduler: SchedulerLike = asyncScheduler,
): ChatModel => {
  const begin = recorder(to, (exchanges: readonly Exchange[]): Recording => ({ version: 1, exchanges }));
  return (request) =>
    defer(() => {
      const keep = begin();
      const chunks = tape<ChatCompletionChunk>({
        elapsed: stopwatch(scheduler),
        describe: described,
        keep: (values, end) => {
          const exchange = { request, chunks: values.map(({ at, value }) => ({ at, chunk: value })), end };
          keep(redactJson(plain(exchange)) as Exchange);
        },
      });
      return model(request).pipe(inSubscriberContext(), tap(chunks));
    });
};

const plain = (exchange: Exchange): Exchange => JSON.parse(JSON.stringify(exchange)) as Exchange;

/** Details that are undefined are left out of the JSON. */
const described = (error: unknown): RecordedError => {
  if (!(error instanceof SwarmError)) return { type: 'model', message: messageOf(error) };
  const { type, message, status, code, retryAfter } = error;
  return { type, message, status, code, retryAfter };
};
