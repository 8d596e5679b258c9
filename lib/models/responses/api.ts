import type { Api } from '../http-wire.ts';
import { jsonText } from '../transport/json-text.ts';
import { readAnswer } from './read-answer.ts';
import { requestText } from './request-text.ts';

/** OpenAI's Responses API. */
export const RESPONSES: Api = {
  wire: 'responses',
  path: () => '/responses',
  body: (request, origin) => jsonText(() => requestText(request, origin)),
  reader: readAnswer,
};
