/** Runs the specs of `openai()` with version 7 of the package. */
import OpenAI, { AzureOpenAI } from 'openai7';
import type { OpenAIClient } from '../../lib/models/openai/openai-client.ts';
import '../models/openai/openai.spec.ts';

jest.mock('openai', () => jest.requireActual<object>('openai7'));

it('openai 7 has clients that the types of `openai()` take', () => {
  const clients: readonly OpenAIClient[] = [
    new OpenAI({ apiKey: 'none' }),
    new AzureOpenAI({ apiKey: 'none', apiVersion: '2024-10-21', endpoint: 'http://127.0.0.1' }),
  ];
  expect(clients.map(({ chat }) => typeof chat.completions.create)).toEqual(['function', 'function']);
});
