import { defer, from, mergeMap, type Observable, of } from 'rxjs';
import { checkOption } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from '../messages/types.ts';
import { CHAT_COMPLETIONS } from './chat-completions/api.ts';
import { openaiFromEnvironment } from './openai/from-environment.ts';
import type { OpenAIClient } from './openai/openai-client.ts';
import { infoOf, openaiError } from './openai/openai-error.ts';
import { rawResponse } from './openai/raw-response.ts';
import { MAX_BYTES } from './stream/body-decoder.ts';
import { signed } from './stream/signed.ts';
import { chunksOf } from './transport/chunks-of.ts';
import { promisedResponse } from './transport/promised-response.ts';
import { resending } from './transport/transport.ts';
import { asWire } from './wire.ts';

/** How `openai()` reads answers. */
export interface OpenAIOptions {
  /** The bytes of an answer at most; more is a `protocol` error. `Infinity` allows any. Default: 16 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Returns the bound of a wire over a client. @throws SwarmError `usage` for an unknown option or a bound below 1. */
export const maxBytesOf = (name: string, options: OpenAIOptions): number => {
  refuseUnknown(`${name}()`, options, ['maxBytes']);
  const { maxBytes = MAX_BYTES } = options;
  checkOption(`${name}(client, { maxBytes })`, maxBytes, 'a number from 1 up', maxBytes >= 1);
  return maxBytes;
};

const ask = (
  client: OpenAIClient,
  request: ChatCompletionRequest,
  maxBytes: number,
): Observable<ChatCompletionChunk> => {
  const { wire, path, reader } = CHAT_COMPLETIONS;
  const info = infoOf(client, path(request));
  const origin = { wire, model: request.model, host: info.host };
  const send = resending(client, info.url, (signal) => rawResponse(client, request, origin, signal));
  const options = { reader: signed(reader(request), origin), maxBytes, toError: openaiError };
  return chunksOf<Response>((read) => promisedResponse(send, read), request, info, options);
};

/**
 * Returns a chat model over a client of the `openai` package, of major 5, 6 or 7, also Azure's: the client sends, and its raw
 * response is read here. Its own retries are switched off for these requests, because `retry()` is the place for them; the
 * client itself is not changed. Without a client, the package is loaded at the first subscription and a client is made from
 * the environment at each.
 *
 * @example
 * const swarm = new Swarm(openai(new OpenAI({ apiKey, organization })));
 *
 * @throws SwarmError `usage` for an unknown option or a `maxBytes` below 1.
 */
export const openai = (client?: OpenAIClient, options: OpenAIOptions = {}): ChatModel => {
  const maxBytes = maxBytesOf('openai', options);
  return asWire((request) =>
    defer(() => (client ? of(client) : from(openaiFromEnvironment()))).pipe(
      mergeMap((made) => ask(made, request, maxBytes)),
    ),
  );
};
