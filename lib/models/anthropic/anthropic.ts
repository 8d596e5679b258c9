import type { ChatModel } from '../../messages/types.ts';
import { httpWire, type WireOptions } from '../http-wire.ts';
import type { ApiKey } from '../transport/api-key.ts';
import type { Vendor } from '../transport/endpoint.ts';
import { MESSAGES } from './api.ts';

/** How `anthropic()` asks a server. Every option may be left out. */
export interface AnthropicOptions extends WireOptions {
  /**
   * The address of the server, with or without `/v1`; a query is kept. Default: `ANTHROPIC_BASE_URL`, else
   * `https://api.anthropic.com`.
   */
  readonly baseURL?: string | undefined;
  /** A key, or a function that gives one for each request. Default: `ANTHROPIC_API_KEY`. Only Anthropic's own server insists on one. */
  readonly apiKey?: ApiKey | undefined;
}

/**
 * Returns a chat model that asks Anthropic's Messages API, or a server that speaks it. An agent's settings are those of Chat
 * Completions; parameters of the API's own stand under `anthropic`, such as `{ anthropic: { cache: true, top_k: 5 } }`.
 *
 * It asks once. `new Swarm(anthropic(…))` puts `retry()` and `timeout()` around it.
 *
 * @example
 * const swarm = new Swarm(anthropic());
 * const agent = new Agent({ model: 'claude-sonnet-4-5', settings: { reasoning_effort: 'low' } });
 *
 * @throws SwarmError `usage` for an unknown option or a `maxBytes` below 1.
 */
export const anthropic = (options: AnthropicOptions = {}): ChatModel =>
  httpWire('anthropic', MESSAGES, ANTHROPIC, options);

/**
 * The version 2023-06-01 is asked for, because 2026-10-21, which the vendor's client asks for, refuses `temperature` and `top_p`
 * (`@anthropic-ai/sdk` 1.14.0, read 2026-12-01).
 */
const ANTHROPIC: Vendor = {
  baseURL: 'https://api.anthropic.com/v1',
  segment: '/v1',
  urlVariable: 'ANTHROPIC_BASE_URL',
  keyVariables: ['ANTHROPIC_API_KEY'],
  headers: { 'anthropic-version': '2023-06-01' },
  authorize: (key) => ({ 'x-api-key': key }),
};
