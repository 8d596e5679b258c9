import type { ApiName } from './answers.ts';

interface Event {
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[];
  readonly type?: string;
  readonly delta?: string | { readonly text?: string };
  readonly candidates?: readonly { readonly content: { readonly parts: readonly { readonly text?: string }[] } }[];
}

const TEXT: Readonly<Record<ApiName, (event: Event) => string | undefined>> = {
  'chat-completions': ({ choices }) => choices?.[0]?.delta.content,
  responses: ({ type, delta }) => (type === 'response.output_text.delta' ? (delta as string) : undefined),
  anthropic: ({ type, delta }) => (type === 'content_block_delta' ? (delta as { text?: string }).text : undefined),
  gemini: ({ candidates }) => candidates?.[0]?.content.parts[0]?.text,
};

/** The least code that reads a streamed answer: lines, `JSON.parse`, the text. */
export const byHand = (api: ApiName, fetch: typeof globalThis.fetch) => async (): Promise<string> => {
  const response = await fetch('http://bench.example/', { method: 'POST', body: '{}' });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
      text += TEXT[api](JSON.parse(line.slice(6)) as Event) ?? '';
    }
  }
};
