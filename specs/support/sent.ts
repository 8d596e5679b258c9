import type { ChatCompletionRequest } from 'rxswarm/models';
import { toChatCompletions } from '../../lib/models/chat-completions/to-chat-completions.ts';

/** Returns the request of a turn as a Chat Completions wire sends it. */
export const sent = (
  { requests }: { readonly requests: readonly ChatCompletionRequest[] },
  turn: number,
): ChatCompletionRequest => {
  const request = requests[turn];
  if (request === undefined) throw new Error(`There was no request ${turn}.`);
  return toChatCompletions(request);
};
