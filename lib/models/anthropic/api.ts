import type { Api } from '../http-wire.ts';
import { readAnswer } from './read-answer.ts';
import { requestBody } from './request-body.ts';

/** Anthropic's Messages API. */
export const MESSAGES: Api = {
  wire: 'anthropic',
  path: () => '/messages',
  body: requestBody,
  reader: readAnswer,
};
