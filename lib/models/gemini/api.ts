import type { Api } from '../http-wire.ts';
import { modelPath } from './model-path.ts';
import { readAnswer } from './read-answer.ts';
import { requestBody } from './request-body.ts';

/** The Gemini API of Google (ai.google.dev/api/generate-content, as others quote it on 2026-12-01). */
export const GEMINI: Api = {
  wire: 'gemini',
  path: ({ model, stream }) => `${modelPath(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: requestBody,
  reader: readAnswer,
};
