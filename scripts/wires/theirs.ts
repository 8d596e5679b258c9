import { plain } from './ours.ts';
import type { Told, Wire } from './index.ts';

/* The providers stand in a package file of their own, so they are named by structure here. */

type Fetch = () => Promise<Response>;
interface Part {
  readonly type: string;
  readonly delta?: string;
  readonly toolName?: string;
  readonly input?: string;
  readonly error?: unknown;
  readonly providerExecuted?: boolean;
  readonly finishReason?: string | { readonly unified: string };
  readonly usage?: {
    readonly inputTokens?: number | { readonly total?: number };
    readonly outputTokens?: number | { readonly total?: number };
  };
}
interface Model {
  doStream(options: object): Promise<{ readonly stream: ReadableStream<Part> }>;
}
type Provider = ((model: string) => Model) & { readonly responses?: (model: string) => Model };
type Make = (options: object) => Provider;

const load = async (name: string, make: string): Promise<Make> =>
  ((await import(name)) as Readonly<Record<string, Make>>)[make] as Make;

/** Returns the AI SDK's model for an API. */
export const modelOf = async (wire: Wire, fetch: Fetch): Promise<Model> => {
  const options = { apiKey: 'key', fetch };
  switch (wire) {
    case 'chat': {
      const make = await load('@ai-sdk/openai-compatible', 'createOpenAICompatible');
      return make({ ...options, name: 'chat', baseURL: 'http://server.example/v1', includeUsage: true })('gpt-4o');
    }
    case 'responses': {
      const provider = (await load('@ai-sdk/openai', 'createOpenAI'))(options);
      return (provider.responses ?? provider)('gpt-5');
    }
    case 'messages':
      return (await load('@ai-sdk/anthropic', 'createAnthropic'))(options)('claude-sonnet-4-5');
    case 'gemini':
      return (await load('@ai-sdk/google', 'createGoogleGenerativeAI'))(options)('gemini-3-pro-preview');
  }
};

/** The words of Chat Completions for a reason to end. */
const REASONS: Readonly<Record<string, string>> = { 'tool-calls': 'tool_calls', 'content-filter': 'content_filter' };

const countOf = (tokens: number | { readonly total?: number } | undefined): number =>
  (typeof tokens === 'object' ? tokens.total : tokens) ?? 0;

/** Returns an answer as the AI SDK's provider tells it. */
export const theirs = async (wire: Wire, fetch: Fetch): Promise<Told> => {
  const model = await modelOf(wire, fetch);
  const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
  const { stream } = await model.doStream({ prompt, tools: [], includeRawChunks: false });
  let told: Told = { text: '', reasoning: '', calls: '', finish: '', usage: '' };
  for await (const part of stream) told = withPart(told, part);
  return told;
};

const withPart = (told: Told, part: Part): Told => {
  switch (part.type) {
    case 'text-delta':
      return { ...told, text: told.text + (part.delta ?? '') };
    case 'reasoning-delta':
      return { ...told, reasoning: told.reasoning + (part.delta ?? '') };
    case 'tool-call': {
      const call = `${part.toolName ?? ''} ${plain(part.input ?? '')}`;
      return { ...told, calls: told.calls === '' ? call : `${told.calls}; ${call}` };
    }
    case 'error':
      throw part.error;
    case 'finish': {
      const reason = typeof part.finishReason === 'object' ? part.finishReason.unified : (part.finishReason ?? '');
      const usage = `${countOf(part.usage?.inputTokens)} ${countOf(part.usage?.outputTokens)}`;
      return { ...told, finish: REASONS[reason] ?? reason, usage };
    }
    default:
      return told;
  }
};
