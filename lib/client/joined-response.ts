import type { Response } from '../agent/response.ts';
import { addAgentUsage, addUsage } from '../messages/usage.ts';

/** Returns the response of a run that took two requests: all messages and tokens, and the rest as the later one left it. */
export const joinedResponse = <A extends { readonly name: string }>(
  before: Response<A> | undefined,
  response: Response<A>,
): Response<A> => {
  if (!before) return response;
  const usage = addUsage(before.usage, response.usage);
  const usageByAgent = (response.usageByAgent ?? []).reduce(
    (sums, one) => addAgentUsage(sums, one, one.usage),
    before.usageByAgent ?? [],
  );
  return {
    ...response,
    messages: [...before.messages, ...response.messages],
    ...(usage && { usage }),
    ...(usageByAgent.length > 0 && { usageByAgent }),
  };
};
