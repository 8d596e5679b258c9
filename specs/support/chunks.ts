import type { Delta, ToolCall, Usage } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';

/** Makes a chunk with one delta. */
export const chunk = (delta: Delta, finishReason: string | null = null): ChatCompletionChunk => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});

/** Makes the chunk that carries only usage: it has no choices. */
export const counts = (prompt: number, completion: number): ChatCompletionChunk => ({
  choices: [],
  usage: usage(prompt, completion),
});

export const usage = (prompt: number, completion: number): Usage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

/** Makes a turn that answers with text, one chunk a token. */
export const says = (...tokens: readonly string[]): readonly ChatCompletionChunk[] => [
  chunk({ role: 'assistant', content: '' }),
  ...tokens.map((content) => chunk({ content })),
  chunk({}, 'stop'),
];

/**
 * Makes a call as messages hold it. Arguments that are not a string are written as JSON; the id defaults to one made
 * of the function's name.
 */
export const call = (name: string, input: unknown = {}, id = `id_${name}`): ToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
});

/** Makes a turn that calls functions. */
export const calls = (...toolCalls: readonly ToolCall[]): readonly ChatCompletionChunk[] => [
  chunk({ role: 'assistant', content: null }),
  ...toolCalls.map((toolCall, index) => chunk({ tool_calls: [{ index, ...toolCall }] })),
  chunk({}, 'tool_calls'),
];
