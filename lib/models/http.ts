import { catchError, throwError, type Observable } from 'rxjs';
import { whenReady } from '../util/promise.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from '../messages/types.ts';
import { tellHeaders } from './transport/headers-listener.ts';
import { keyOf, type ApiKey } from './transport/api-key.ts';
import { completion } from './transport/chunks-of.ts';
import { endpoints, type Endpoint } from './transport/endpoint.ts';
import { explain } from './errors/explain.ts';
import { follow, type Fetch } from './transport/redirects.ts';
import { serialised } from './transport/request-body.ts';
import type { Post } from './transport/answer.ts';
import { transport } from './transport/transport.ts';
import { asWire } from './wire.ts';

export interface HttpOptions {
  /** What `/chat/completions` is appended to. Default: `OPENAI_BASE_URL`, else `https://api.openai.com/v1`. */
  readonly baseURL?: string | undefined;
  /** Default: `OPENAI_API_KEY`. Only OpenAI's own server must have one. */
  readonly apiKey?: ApiKey | undefined;
  /** Sent with each request; they win over ours. None of them follows a redirect to another origin. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * What sends the requests, minding their `signal`. Default: the global `fetch`; where that is Node's own, what it sends with
   * itself, which takes less CPU.
   */
  readonly fetch?: Fetch | undefined;
}

const ask = (
  { url, headers, asked }: Endpoint,
  request: ChatCompletionRequest,
  fetch: Fetch | undefined,
): Observable<ChatCompletionChunk> => {
  const post: Post = { method: 'POST', headers, body: serialised(request) };
  return follow(transport(fetch), url, post, (answer) => {
    tellHeaders(request, answer);
    return completion(answer, asked);
  }).pipe(catchError((error: unknown) => throwError(() => explain(error, asked))));
};

/**
 * A chat model that needs no client: it posts to a Chat Completions endpoint with `fetch`, in Node, browsers and on the
 * edge. Options and environment are read at each subscription.
 */
export const http = ({ baseURL, apiKey, headers = {}, fetch }: HttpOptions = {}): ChatModel => {
  const endpoint = endpoints();
  return asWire((request) =>
    whenReady(
      () => keyOf(apiKey),
      (key) => ask(endpoint({ baseURL, apiKey: key, headers }), request, fetch),
    ),
  );
};
