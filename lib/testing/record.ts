import { asyncScheduler, defer, tap, type SchedulerLike } from 'rxjs';
import { messageOf, SwarmError } from '../agent/errors.ts';
import type { ChatCompletionRequest, ChatModel } from '../messages/types.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { redactJson } from '../util/redact.ts';
import { builtin } from './builtin.ts';
import type { Exchange, RecordedChunk, RecordedEnd, RecordedError, Recording } from './recording.ts';

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
  const exchanges: Exchange[] = [];
  const save = typeof to === 'string' ? toFile(to) : to;
  const keep = (exchange: Exchange): void => {
    exchanges.push(redactJson(exchange) as Exchange);
    save({ version: 1, exchanges: [...exchanges] });
  };
  return (request) =>
    defer(() => {
      const begin = scheduler.now();
      const chunks: RecordedChunk[] = [];
      const ended = (end: EndOf): void =>
        keep({ request: plain(request), chunks, end: { at: scheduler.now() - begin, ...end } });
      return model(request).pipe(
        inSubscriberContext(),
        tap({
          next: (chunk) => chunks.push({ at: scheduler.now() - begin, chunk }),
          complete: () => ended({ type: 'complete' }),
          unsubscribe: () => ended({ type: 'unsubscribe' }),
          error: (error: unknown) => ended({ type: 'error', error: described(error) }),
        }),
      );
    });
};

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
type EndOf = WithoutTime<RecordedEnd>;

const plain = (request: ChatCompletionRequest): ChatCompletionRequest =>
  JSON.parse(JSON.stringify(request)) as ChatCompletionRequest;

/** Details that are undefined are left out of the JSON. */
const described = (error: unknown): RecordedError => {
  if (!(error instanceof SwarmError)) return { type: 'model', message: messageOf(error) };
  const { type, message, status, code, retryAfter } = error;
  return { type, message, status, code, retryAfter };
};

const toFile =
  (file: string) =>
  (recording: Recording): void =>
    builtin('node:fs').writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
