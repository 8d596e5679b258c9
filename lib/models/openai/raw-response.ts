import { usageError } from '../../agent/errors.ts';
import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { toChatCompletions } from '../chat-completions/to-chat-completions.ts';
import type { OpenAIClient, OpenAIRequestOptions } from './openai-client.ts';

/** A value that callers without types may pass. */
interface PerhapsClient {
  readonly chat?: { readonly completions?: { create?: unknown } };
}

const REMEDY = 'openai() takes a client of the package "openai": openai(new OpenAI())';

const check = (client: PerhapsClient): void => {
  if (typeof client.chat?.completions?.create === 'function') return;
  throw usageError(`The client has no chat.completions.create: ${REMEDY}.`);
};

/**
 * Sends through a client and resolves with its response unread. Redirects are errors, because clients would take headers such
 * as `api-key` along to any address. The text of an error is waited for as long as the client's own timeout says.
 */
export const rawResponse = (
  client: OpenAIClient,
  request: ChatCompletionRequest,
  origin: Origin,
  signal: AbortSignal,
): Promise<Response> => {
  check(client);
  const options: OpenAIRequestOptions = { signal, maxRetries: 0, fetchOptions: { redirect: 'manual' } };
  const sent: { asResponse?: () => Promise<Response> } = client.chat.completions.create(
    toChatCompletions(request, origin),
    options,
  );
  if (sent.asResponse !== undefined) return sent.asResponse();
  throw usageError(`chat.completions.create of the client returned no asResponse(): ${REMEDY}.`);
};
