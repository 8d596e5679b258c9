import type { Api } from '../http-wire.ts';
import { jsonText } from '../transport/json-text.ts';
import { readAnswer } from './read-answer.ts';
import { toResponses } from './to-responses.ts';

/** OpenAI's Responses API. */
export const RESPONSES: Api = {
  wire: 'responses',
  path: () => '/responses',
  body: (request, origin) => jsonText(() => JSON.stringify(toResponses(request, origin))),
  reader: readAnswer,
};
