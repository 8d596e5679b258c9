import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { parametersFor } from '../parameters.ts';
import { jsonText } from '../transport/json-text.ts';
import { generationConfig, TRANSLATED } from './generation-config.ts';
import { toContents } from './to-contents.ts';
import { toolFields } from './tools.ts';

/**
 * Returns the body of a request.
 *
 * @throws SwarmError `usage` for what the API does not take, and for values that JSON cannot hold.
 */
export const requestBody = (request: ChatCompletionRequest, origin: Origin): string => {
  const { generationConfig: own, tools, toolConfig, ...others } = parametersFor(request, 'gemini', TRANSLATED);
  const config = generationConfig(request, own);
  const body = {
    ...toContents(request.messages, origin),
    ...toolFields(request, { tools, toolConfig }),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
    ...others,
  };
  return jsonText(() => JSON.stringify(body));
};
