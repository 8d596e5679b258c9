import { type ChatModel, http } from 'rxswarm/models';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import { lastValueFrom, reduce } from 'rxjs';
import type { ApiName } from './answers.ts';

type Fetch = typeof globalThis.fetch;

/** Makes the chat model of each API. */
const WIRES: Partial<Record<ApiName, (options: { readonly apiKey: string; readonly fetch: Fetch }) => ChatModel>> = {
  'chat-completions': http,
  responses,
  anthropic,
  gemini,
};

/** Returns a reader that asks through the wire and joins the text of its chunks; `undefined` where there is no such wire. */
export const withRxswarm = (api: ApiName, fetch: Fetch): (() => Promise<string>) | undefined => {
  const model = WIRES[api]?.({ apiKey: 'key', fetch });
  return model && textOf(model);
};

/** Returns a function that asks a chat model and joins the text of its chunks. */
export const textOf = (model: ChatModel): (() => Promise<string>) => {
  const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }], stream: true };
  return () =>
    lastValueFrom(model(request).pipe(reduce((text, { choices }) => text + (choices[0]?.delta.content ?? ''), '')), {
      defaultValue: '',
    });
};
