import type { Api } from '../http-wire.ts';
import { readAnswer } from './read-answer.ts';
import { requestBody } from './request-body.ts';

/** The Chat Completions API, which nearly every server speaks. */
export const CHAT_COMPLETIONS: Api = {
  wire: 'chat-completions',
  path: () => '/chat/completions',
  body: requestBody,
  reader: readAnswer,
};
