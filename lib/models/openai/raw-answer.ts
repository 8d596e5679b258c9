import { usageError } from '../../agent/errors.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { withErrorText } from '../errors/error-body.ts';
import type { Fetch } from '../transport/redirects.ts';
import type { OpenAIClient, OpenAIRequestOptions } from './openai-client.ts';

/** What callers without types may pass. */
interface PerhapsClient {
  readonly chat?: { readonly completions?: { create?: unknown } };
}

const REMEDY = 'openai() takes a client of the package "openai": openai(new OpenAI())';

const check = (client: PerhapsClient): void => {
  if (typeof client.chat?.completions?.create === 'function') return;
  throw usageError(`What was passed has no chat.completions.create: ${REMEDY}.`);
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
  throw usageError(`What chat.completions.create returned has no asResponse(): ${REMEDY}.`);
};

/** Tells a `fetch` that a request is one of ours: clients hand these options on to it, whatever the keys. */
const OURS = Symbol('rxswarm');

/** What goes along with each of our requests. */
export const FETCH_OPTIONS = { redirect: 'manual', [OURS]: true } as const;

const isOurs = (init: object | undefined): boolean => init !== undefined && OURS in init;

/** All majors keep what they send with here. */
interface Sending {
  fetch?: Fetch;
}

const seen = new WeakSet<object>();

/**
 * A client reads the text of an error to its end before it tells the status, and one that stalls would hold it for ever.
 * No option of a request reaches that, and `withOptions()` forgets what was put on a client since it was made, and
 * Azure's version. So the client's own `fetch` is replaced, once, by one that does the same for every request but ours.
 */
export const endErrorTexts = (client: object): void => {
  const sending: Sending = client;
  const { fetch } = sending;
  if (seen.has(client) || typeof fetch !== 'function') return;
  seen.add(client);
  const inTime = withErrorText(fetch);
  // Not an assignment: a frozen client is left as it is.
  Reflect.set(client, 'fetch', ((url, init) => (isOurs(init) ? inTime : fetch)(url, init)) satisfies Fetch);
};
