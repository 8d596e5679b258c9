import { hashOf } from '../../util/hash-of.ts';
import { isFrom, type Origin } from '../../messages/origin.ts';
import type { AssistantMessage, Message } from '../../messages/types.ts';

/**
 * The fields of a call, and of its `function`, that servers want back as they sent them, with every request:
 *
 * - `extra_content`: Gemini's thought signatures. A call of Gemini 3 without its own is refused with 400
 *   (ai.google.dev/gemini-api/docs/thought-signatures, read 2026-12-01).
 * - `provider_specific_fields`: the same behind LiteLLM (docs.litellm.ai/docs/reasoning_content, version of 2026-10-02).
 */
export const OPAQUE_CALL = ['extra_content', 'provider_specific_fields'] as const;

/**
 * The fields of an answer that servers want back as they sent them, with every request:
 *
 * - `extra_content`, `provider_specific_fields`: as on calls.
 * - `reasoning_details`: OpenRouter asks for the whole list, unchanged and in order
 *   (openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks, as RooCodeInc/Roo-Code#9506 quotes it).
 * - `thinking_blocks`: LiteLLM hands them to Claude, which refuses a call whose signed thoughts are missing
 *   (docs.litellm.ai/docs/reasoning_content, version of 2026-10-02).
 */
const ALWAYS = [...OPAQUE_CALL, 'reasoning_details', 'thinking_blocks'] as const;

/**
 * The field of an answer that servers want back for a question that took calls, with every later request too: DeepSeek refuses
 * a call without the reasoning before it with 400, and ignores the reasoning of a question without calls
 * (api-docs.deepseek.com/guides/thinking_mode, as quoted in anomalyco/opencode#24722; Kimi: MoonshotAI/kimi-cli#2141).
 * Other names of readable reasoning are never sent: Groq refuses `reasoning` as input.
 */
const WITH_CALLS = ['reasoning_content'] as const;

/** Returns what an answer's own server needs back. `hasCalls`: see `isPartOfCalls`. */
export const opaqueOf = (message: AssistantMessage, hasCalls: boolean): Readonly<Record<string, unknown>> => ({
  ...pick(message, ALWAYS),
  ...(hasCalls && pick(message, WITH_CALLS)),
});

/**
 * Returns true for DeepSeek's own server, which thinks by default (api-docs.deepseek.com/guides/thinking_mode, read 2026-12-01), and
 * where a server has shown that it thinks before calls. It then wants a `reasoning_content` with every call, also with those of
 * other models: an empty one does (anomalyco/opencode#24722 and #25058, read 2026-12-01).
 */
export const wantsReasoning = (messages: readonly Message[], origin: Origin | undefined): boolean =>
  origin?.host === hashOf('api.deepseek.com') ||
  messages.some(
    (message, place) => isFrom(message, origin) && WITH_CALLS[0] in message && isPartOfCalls(place, messages),
  );

/** Names of readable reasoning in an answer. */
const REASONING: readonly string[] = ['reasoning', 'reasoning_content'];

/**
 * Returns a message without the readable reasoning that no server needs back, because a state that travels with each request has
 * to stay small.
 */
export const withoutSpent = (message: Message, place: number, messages: readonly Message[]): Message => {
  if (message.role !== 'assistant' || !REASONING.some((name) => name in message)) return message;
  const needed = message.origin?.wire === 'chat-completions' ? opaqueOf(message, isPartOfCalls(place, messages)) : {};
  const kept = Object.entries(message).filter(([name]) => !REASONING.includes(name) || name in needed);
  return Object.fromEntries(kept) as unknown as Message;
};

/** Returns true for an answer that calls, and for one after a call's result. */
export const isPartOfCalls = (place: number, messages: readonly Message[]): boolean => {
  const message = messages[place];
  const calls = message?.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return calls.length > 0 || messages[place - 1]?.role === 'tool';
};

/** Returns the fields that are there and not null. */
export const pick = (from: object, names: readonly string[]): Record<string, unknown> => {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const value = (from as Readonly<Record<string, unknown>>)[name];
    if (value != null) picked[name] = value;
  }
  return picked;
};
