import { SwarmError } from '../../agent/errors.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { endErrorTexts, FETCH_OPTIONS } from '../../chat/client-errors.ts';
import type { OpenAIClient, OpenAIRequestOptions } from './openai-client.ts';

/** What callers without types may pass. */
interface PerhapsClient {
  readonly chat?: { readonly completions?: { create?: unknown } };
}

const REMEDY = 'openai() takes a client of the package "openai": openai(new OpenAI())';

const check = (client: PerhapsClient): void => {
  if (typeof client.chat?.completions?.create === 'function') return;
  throw new SwarmError('usage', `What was passed has no chat.completions.create: ${REMEDY}.`);
};

/**
 * Sends through a client, and gives its answer unread. A redirect is not followed but failed with: clients would take headers
 * such as `api-key` along to wherever it points.
 */
export const rawAnswer = (
  client: OpenAIClient,
  request: ChatCompletionRequest,
  signal: AbortSignal,
): Promise<Response> => {
  check(client);
  endErrorTexts(client);
  const options: OpenAIRequestOptions = { signal, maxRetries: 0, fetchOptions: FETCH_OPTIONS };
  const sent: { asResponse?: () => Promise<Response> } = client.chat.completions.create(request, options);
  if (sent.asResponse !== undefined) return sent.asResponse();
  throw new SwarmError('usage', `What chat.completions.create returned has no asResponse(): ${REMEDY}.`);
};
