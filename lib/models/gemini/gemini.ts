import type { ChatModel } from '../../messages/types.ts';
import { httpWire, type WireOptions } from '../http-wire.ts';
import type { ApiKey } from '../transport/api-key.ts';
import type { Vendor } from '../transport/endpoint.ts';
import { GEMINI } from './api.ts';

/** How `gemini()` asks a server. Every option may be left out. */
export interface GeminiOptions extends WireOptions {
  /**
   * The address before `/models/<model>:streamGenerateContent`; a query is kept. Default: `GEMINI_BASE_URL`, else
   * `https://generativelanguage.googleapis.com/v1beta`.
   */
  readonly baseURL?: string | undefined;
  /** A key, or a function that gives one for each request. Default: `GEMINI_API_KEY`, else `GOOGLE_API_KEY`. */
  readonly apiKey?: ApiKey | undefined;
}

/** Google's own server of the Gemini API. */
const GOOGLE: Vendor = {
  baseURL: 'https://generativelanguage.googleapis.com/v1beta',
  urlVariable: 'GEMINI_BASE_URL',
  keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  authorize: (key) => ({ 'x-goog-api-key': key }),
};

/**
 * Returns a chat model that asks Google's Gemini API, `streamGenerateContent`. Thoughts are deltas of `reasoning_content`; thought
 * signatures stay with the answer, and go back to the model that made them. `settings.gemini` holds parameters of the API's own,
 * such as `safetySettings`. Errors with a `SwarmError`, as `http()` does.
 *
 * It asks once. `new Swarm(gemini(…))` puts `retry()` and `timeout()` around it.
 *
 * @example
 * const swarm = new Swarm(gemini({ apiKey: () => readKey() }));
 * const agent = new Agent({ name: 'Helper', model: 'gemini-3-flash-preview' });
 *
 * @throws SwarmError `usage` for an unknown option or a `maxBytes` below 1.
 */
export const gemini = (options: GeminiOptions = {}): ChatModel => httpWire('gemini', GEMINI, GOOGLE, options);
