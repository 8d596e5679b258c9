import type { ApiName } from './answers.ts';

/* The vendors' clients are no packages of the project: they are installed for this measurement, and named by structure here. */

type Fetch = typeof globalThis.fetch;
type Client<T> = new (options: { readonly apiKey: string; readonly fetch: Fetch }) => T;
type Stream<E> = Promise<AsyncIterable<E>>;

interface OpenAIClient {
  readonly chat: {
    readonly completions: {
      create(body: object): Stream<{ choices: readonly { delta: { content?: string | null } }[] }>;
    };
  };
  readonly responses: { create(body: object): Stream<{ type: string; delta?: string }> };
}
interface AnthropicClient {
  readonly messages: { create(body: object): Stream<{ type: string; delta?: { text?: string } }> };
}
interface GeminiClient {
  readonly models: {
    generateContentStream(body: object): Stream<{
      candidates?: readonly { content?: { parts?: readonly { text?: string }[] } }[];
    }>;
  };
}

const load = async <T>(name: string, exported: string): Promise<Client<T>> =>
  ((await import(name)) as Readonly<Record<string, Client<T>>>)[exported] as Client<T>;

const joined = async <E>(stream: Stream<E>, textOf: (event: E) => string | null | undefined): Promise<string> => {
  let text = '';
  for await (const event of await stream) text += textOf(event) ?? '';
  return text;
};

const messages = [{ role: 'user', content: 'Hi' }];

/** Returns a reader that asks through the vendor's own client. */
export const withVendor = async (api: ApiName, fetch: Fetch): Promise<() => Promise<string>> => {
  const options = { apiKey: 'key', fetch };
  switch (api) {
    case 'chat-completions': {
      const client = new (await load<OpenAIClient>('openai', 'OpenAI'))(options);
      const ask = () => client.chat.completions.create({ model: 'm', stream: true, messages });
      return () => joined(ask(), ({ choices }) => choices[0]?.delta.content);
    }
    case 'responses': {
      const client = new (await load<OpenAIClient>('openai', 'OpenAI'))(options);
      const ask = () => client.responses.create({ model: 'm', stream: true, input: 'Hi' });
      return () => joined(ask(), ({ type, delta }) => (type === 'response.output_text.delta' ? delta : ''));
    }
    case 'anthropic': {
      const client = new (await load<AnthropicClient>('@anthropic-ai/sdk', 'Anthropic'))(options);
      const ask = () => client.messages.create({ model: 'm', stream: true, max_tokens: 9, messages });
      return () => joined(ask(), ({ delta }) => delta?.text);
    }
    case 'gemini': {
      // This client takes no `fetch` of one's own.
      globalThis.fetch = fetch;
      const client = new (await load<GeminiClient>('@google/genai', 'GoogleGenAI'))(options);
      const ask = () => client.models.generateContentStream({ model: 'm', contents: 'Hi' });
      return () => joined(ask(), ({ candidates }) => candidates?.[0]?.content?.parts?.[0]?.text);
    }
  }
};
