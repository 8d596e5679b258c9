import type { ChatModel } from '../../messages/types.ts';
import { httpWire, type WireOptions } from '../http-wire.ts';
import type { ApiKey } from '../transport/api-key.ts';
import { OPENAI } from '../transport/endpoint.ts';
import { RESPONSES } from './api.ts';
import { overClient } from './over-client.ts';
import { isResponsesClient, type ResponsesClient } from './responses-client.ts';

/** How `responses()` asks a server. Every option may be left out. */
export interface ResponsesOptions extends WireOptions {
  /**
   * The address before `/responses`, such as `http://127.0.0.1:1234/v1`; a query is kept. Default: `OPENAI_BASE_URL`, else
   * `https://api.openai.com/v1`.
   */
  readonly baseURL?: string | undefined;
  /** A key, or a function that gives one for each request. Default: `OPENAI_API_KEY`. Only OpenAI's own server insists on one. */
  readonly apiKey?: ApiKey | undefined;
}

/**
 * Returns a chat model that asks OpenAI's Responses API, or a server that speaks it, over HTTP or over a client of the package
 * `openai`, for which `options` bounds the answers. Nothing is stored at the server: its reasoning comes encrypted and goes back with the next request. An agent's
 * settings are those of Chat Completions; parameters of the API's own stand under `responses`, such as
 * `{ responses: { reasoning: { summary: 'auto' } } }`.
 *
 * It asks once. `new Swarm(responses(…))` puts `retry()` and `timeout()` around it.
 *
 * @example
 * const swarm = new Swarm(responses());
 * const agent = new Agent({ model: 'gpt-5.4', settings: { reasoning_effort: 'low' } });
 *
 * @throws SwarmError `usage` for an unknown option or a `maxBytes` below 1.
 */
export const responses = (
  asking: ResponsesClient | ResponsesOptions = {},
  options: Pick<ResponsesOptions, 'maxBytes'> = {},
): ChatModel =>
  isResponsesClient(asking)
    ? overClient(asking, options)
    : httpWire('responses', RESPONSES, OPENAI, { ...asking, ...options });
