import { catchError, defer, from, mergeMap, type Observable, of, throwError } from 'rxjs';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from '../messages/types.ts';
import { explain } from './errors/explain.ts';
import { openaiFromEnvironment } from './openai/from-environment.ts';
import type { OpenAIClient } from './openai/openai-client.ts';
import { askedOf, openaiError } from './openai/openai-error.ts';
import { rawAnswer } from './openai/raw-answer.ts';
import { completion } from './transport/chunks-of.ts';
import { tellHeaders } from './transport/headers-listener.ts';
import { promisedAnswer } from './transport/promised-answer.ts';
import { asWire } from './wire.ts';

const ask = (client: OpenAIClient, request: ChatCompletionRequest): Observable<ChatCompletionChunk> => {
  const asked = askedOf(client);
  return promisedAnswer(
    (signal) => rawAnswer(client, request, signal),
    (answer) => {
      tellHeaders(request, answer);
      return completion(answer, asked);
    },
  ).pipe(catchError((error: unknown) => throwError(() => explain(openaiError(error, asked), asked))));
};

/**
 * A chat model over a client of the `openai` package, of major 5, 6 or 7, also Azure's: the client sends, and its raw answer
 * is read here. Its own retries are switched off for these requests; `retry()` is the place for them. Its `fetch` is wrapped
 * at the first of them, so that the text of an error is waited for a second at most, for these requests alone. Without a client,
 * the package is loaded at the first subscription and a client is made from the environment at each.
 */
export const openai = (client?: OpenAIClient): ChatModel =>
  asWire((request) =>
    defer(() => (client ? of(client) : from(openaiFromEnvironment()))).pipe(mergeMap((made) => ask(made, request))),
  );
