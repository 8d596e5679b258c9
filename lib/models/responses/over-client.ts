import { defer } from 'rxjs';
import type { ChatModel } from '../../messages/types.ts';
import { maxBytesOf, type OpenAIOptions } from '../openai.ts';
import { infoOf, openaiError } from '../openai/openai-error.ts';
import { signed } from '../stream/signed.ts';
import { chunksOf } from '../transport/chunks-of.ts';
import { promisedResponse } from '../transport/promised-response.ts';
import { resending } from '../transport/transport.ts';
import { asWire } from '../wire.ts';
import { readAnswer } from './read-answer.ts';
import type { ResponsesClient } from './responses-client.ts';
import { toResponses } from './to-responses.ts';

/**
 * Returns a chat model over a client: the client sends without retries, and its raw response is read here.
 *
 * @throws SwarmError `usage` for an unknown option or a `maxBytes` below 1.
 */
export const overClient = (client: ResponsesClient, options: OpenAIOptions): ChatModel => {
  const maxBytes = maxBytesOf('responses', options);
  return asWire((request) =>
    defer(() => {
      const info = infoOf(client, '/responses');
      const origin = { wire: 'responses', model: request.model, host: info.host };
      const send = resending(client, info.url, (signal) =>
        // Redirects are errors, because clients would take headers such as `api-key` along to any address.
        client.responses
          .create(toResponses(request, origin), { signal, maxRetries: 0, fetchOptions: { redirect: 'manual' } })
          .asResponse(),
      );
      const reading = { reader: signed(readAnswer(), origin), maxBytes, toError: openaiError };
      return chunksOf<Response>((read) => promisedResponse(send, read), request, info, reading);
    }),
  );
};
