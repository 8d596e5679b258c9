import { defer } from 'rxjs';
import type { ChatModel } from '../../messages/types.ts';
import { infoOf, openaiError } from '../openai/openai-error.ts';
import { MAX_BYTES } from '../stream/body-decoder.ts';
import { signed } from '../stream/signed.ts';
import { chunksOf } from '../transport/chunks-of.ts';
import { promisedResponse } from '../transport/promised-response.ts';
import { resending } from '../transport/transport.ts';
import { asWire } from '../wire.ts';
import { readAnswer } from './read-answer.ts';
import type { ResponsesClient } from './responses-client.ts';
import { toResponses } from './to-responses.ts';

/** Returns a chat model over a client: the client sends without retries, and its raw response is read here. */
export const overClient = (client: ResponsesClient): ChatModel =>
  asWire((request) =>
    defer(() => {
      const info = infoOf(client, '/responses');
      const origin = { wire: 'responses', model: request.model, host: info.host };
      const send = resending(client, info.url, (signal) =>
        // Redirects are errors, because clients would take headers such as `api-key` along to any address.
        client.responses
          .create(toResponses(request, origin), { signal, maxRetries: 0, fetchOptions: { redirect: 'manual' } })
          .asResponse(),
      );
      const options = { reader: signed(readAnswer(), origin), maxBytes: MAX_BYTES, toError: openaiError };
      return chunksOf<Response>((read) => promisedResponse(send, read), request, info, options);
    }),
  );
