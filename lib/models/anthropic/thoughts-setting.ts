import type { ChatCompletionRequest } from '../../messages/types.ts';
import { hashOf } from '../../util/hash-of.ts';
import { bindsThoughts } from './newest-models.ts';
import { systemBlocks } from './to-turns.ts';
import { toolsOf } from './tools.ts';

/**
 * Returns a hash of the instructions, the functions and the API's own settings of a request, to which the newest models bind their thoughts; `undefined`
 * for models that take them back in any conversation.
 */
export const settingOf = (request: ChatCompletionRequest): string | undefined => {
  if (!bindsThoughts(request.model)) return undefined;
  return hashOf(JSON.stringify([systemBlocks(request.messages), toolsOf(request).tools, request['anthropic']]));
};
