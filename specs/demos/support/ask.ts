import type { EmbeddedModel } from '../../../demos/embedded/index.ts';

/** Posts a body as it is. */
export const post = ({ baseURL }: EmbeddedModel, body: unknown, signal: AbortSignal | null = null): Promise<Response> =>
  fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });

export const user = (content: string): object => ({ role: 'user', content });
export const system = (content: string): object => ({ role: 'system', content });
export const assistant = (content: string): object => ({ role: 'assistant', content });

/** Makes a call of the assistant and its result. */
export const called = (name: string, input: object, result: string, id = `call_${name}`): readonly object[] => [
  { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(input) } }] },
  { role: 'tool', tool_call_id: id, content: result },
];

export const tools = (...names: readonly string[]): readonly object[] =>
  names.map((name) => ({ type: 'function', function: { name, parameters: { type: 'object', properties: {} } } }));

export interface Answer {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
}

interface Completion {
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null;
      readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[];
    };
  }[];
}

/** Resolves with the model's text and calls for these messages and tools. */
export const ask = async (
  model: EmbeddedModel,
  messages: readonly object[],
  offered: readonly string[],
): Promise<Answer> => {
  const body = { model: 'embedded', messages, ...(offered.length > 0 && { tools: tools(...offered) }) };
  const { choices } = (await (await post(model, body)).json()) as Completion;
  const { content, tool_calls: calls = [] } = choices[0]?.message ?? { content: null };
  return {
    text: content ?? '',
    calls: calls.map(({ function: { name, arguments: input } }) => ({ name, input: JSON.parse(input) as unknown })),
  };
};
