import type { Delta, ToolCall, Usage } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';

/** A chunk with one delta. */
export const chunk = (delta: Delta, finishReason: string | null = null): ChatCompletionChunk => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});

/** The chunk that only counts: it has no choices. */
export const counts = (prompt: number, completion: number): ChatCompletionChunk => ({
  choices: [],
  usage: usage(prompt, completion),
});

export const usage = (prompt: number, completion: number): Usage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

/** A turn that answers, a chunk for each token. */
export const says = (...tokens: readonly string[]): readonly ChatCompletionChunk[] => [
  chunk({ role: 'assistant', content: '' }),
  ...tokens.map((content) => chunk({ content })),
  chunk({}, 'stop'),
];

/** A call as a message holds it. Arguments that are no text are written as JSON; the id goes by the function. */
export const call = (name: string, input: unknown = {}, id = `id_${name}`): ToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
});

/** A turn that calls. */
export const calls = (...toolCalls: readonly ToolCall[]): readonly ChatCompletionChunk[] => [
  chunk({ role: 'assistant', content: null }),
  ...toolCalls.map((toolCall, index) => chunk({ tool_calls: [{ index, ...toolCall }] })),
  chunk({}, 'tool_calls'),
];
