import type { ChatModel } from '../messages/types.ts';
import { CHAT_COMPLETIONS } from './chat-completions/api.ts';
import { httpWire, type WireOptions } from './http-wire.ts';
import type { ApiKey } from './transport/api-key.ts';
import { OPENAI } from './transport/endpoint.ts';

/** How `http()` asks a server. Every option may be left out. */
export interface HttpOptions extends WireOptions {
  /**
   * The address before `/chat/completions`, such as `http://127.0.0.1:11434/v1`; a query is kept. Default: `OPENAI_BASE_URL`,
   * else `https://api.openai.com/v1`.
   */
  readonly baseURL?: string | undefined;
  /** A key, or a function that gives one for each request. Default: `OPENAI_API_KEY`. Only OpenAI's own server insists on one. */
  readonly apiKey?: ApiKey | undefined;
}

/**
 * Returns a chat model that posts to a Chat Completions endpoint with `fetch`: in Node, in browsers and on the edge. Options
 * that are functions and the environment are read at each subscription. Errors with a `SwarmError`: `usage` for options that
 * cannot work, `network`, `http`, `api`, `protocol` or `incomplete` for exchanges that fail.
 *
 * It asks once. `new Swarm(http(…))` puts `retry()` and `timeout()` around it.
 *
 * @example
 * const swarm = new Swarm(http({ baseURL: 'http://127.0.0.1:11434/v1' }));
 *
 * @throws SwarmError `usage` for an unknown option or a `maxBytes` below 1.
 */
export const http = (options: HttpOptions = {}): ChatModel => httpWire('http', CHAT_COMPLETIONS, OPENAI, options);
