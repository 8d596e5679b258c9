import { type ChatModel, http } from 'rxswarm/models';
import { type AiSdkModel, fromAiSdk } from 'rxswarm/models/ai-sdk';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import { response } from 'rxswarm/operators';
import { Agent, type Message, Swarm } from 'rxswarm';
import { lastValueFrom } from 'rxjs';
import type { Told, Wire } from './index.ts';
import { modelOf } from './theirs.ts';

type Fetch = () => Promise<Response>;

const MODELS: Readonly<Record<Wire, (fetch: Fetch) => readonly [ChatModel, string]>> = {
  chat: (fetch) => [http({ apiKey: 'key', fetch }), 'gpt-4o'],
  responses: (fetch) => [responses({ apiKey: 'key', fetch }), 'gpt-5'],
  messages: (fetch) => [anthropic({ apiKey: 'key', fetch }), 'claude-sonnet-4-5'],
  gemini: (fetch) => [gemini({ apiKey: 'key', fetch }), 'gemini-3-pro-preview'],
};

/** Returns an answer as a run over our wire tells it. */
export const ours = (wire: Wire, fetch: Fetch): Promise<Told> => runOver(...MODELS[wire](fetch));

/** Returns an answer as a run over the AI SDK's provider tells it. */
export const oursOverTheirs = async (wire: Wire, fetch: Fetch): Promise<Told> =>
  runOver(fromAiSdk((await modelOf(wire, fetch)) as unknown as AiSdkModel), 'any');

const runOver = async (model: ChatModel, name: string): Promise<Told> => {
  const run$ = new Swarm(model, { raw: true }).run({
    agent: new Agent({ model: name }),
    messages: [{ role: 'user', content: 'Hi' }],
    executeTools: false,
  });
  const { messages, finishReason = '', usage } = await lastValueFrom(run$.pipe(response()), { defaultValue: EMPTY });
  const {
    content,
    tool_calls: calls = [],
    reasoning_content: reasoning,
    reasoning: thoughts,
  } = (messages[0] ?? {}) as Partial<Extract<Message, { role: 'assistant' }>> & {
    readonly reasoning_content?: string;
    readonly reasoning?: string;
  };
  return {
    text: typeof content === 'string' ? content : '',
    reasoning: reasoning ?? thoughts ?? '',
    calls: calls.map(({ function: { name: called, arguments: text } }) => `${called} ${plain(text)}`).join('; '),
    finish: finishReason,
    usage: usage ? `${usage.prompt_tokens} ${usage.completion_tokens}` : '',
  };
};

const EMPTY = { messages: [] as readonly Message[], finishReason: '', usage: undefined };

/** Writes arguments without the blanks between. */
export const plain = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text === '' ? '{}' : text));
  } catch {
    return text;
  }
};
