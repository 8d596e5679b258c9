import { isRecord } from '../util/is-record.ts';
import type { CompletionInfo } from './events.ts';
import { EVENT_KEYS } from './extra.ts';
import { emptyMessage, mergeDelta, newCallId, type PartialMessage, toMessage } from './message.ts';
import type { AssistantMessage, ChatCompletionChunk, Delta, Logprobs, Usage } from './types.ts';

/** What a turn's chunks have brought so far. */
export interface Completion {
  readonly message: PartialMessage;
  readonly usage?: Usage | undefined;
  readonly finishReason?: string | undefined;
  /** The first and the last chunk, which tell the facts about the completion. */
  readonly first?: ChatCompletionChunk;
  readonly last?: ChatCompletionChunk;
  /** The log probabilities of each chunk. The list grows in place, because copying it at each chunk would be quadratic. */
  readonly logprobs: Logprobs[];
}

export const emptyCompletion = (sender: string): Completion => ({ message: emptyMessage(sender), logprobs: [] });

/** Adds a chunk. Of usage the last one stands: servers that count in each chunk count from the beginning. */
export const addChunk = (
  { message, usage, finishReason, first, logprobs }: Completion,
  chunk: ChatCompletionChunk,
): Completion => {
  const choice = firstChoice(chunk);
  if (isRecord(choice?.logprobs)) logprobs.push(choice.logprobs);
  return {
    message: isRecord(choice?.delta) ? mergeDelta(message, choice.delta) : message,
    usage: chunk.usage ?? usage,
    finishReason: choice?.finish_reason || finishReason,
    first: first ?? chunk,
    last: chunk,
    logprobs,
  };
};

/** Returns the message of a whole completion, with its origin where the chat model tells it. */
export const answerOf = ({ message, first }: Completion): AssistantMessage => {
  const answer = toMessage(message, newCallId);
  return first?.origin === undefined ? answer : { ...answer, origin: first.origin };
};

const FACTS = ['id', 'model', 'created', 'system_fingerprint', 'service_tier'] as const;

/** Returns the facts about a completion; `undefined` where the server told none. */
export const completionInfo = ({ first, last, logprobs }: Completion): CompletionInfo | undefined => {
  const info: Record<string, unknown> = {};
  for (const chunk of [first, last]) {
    for (const name of FACTS) {
      const fact = chunk?.[name];
      if (typeof fact === 'string' || typeof fact === 'number') info[name] = fact;
    }
  }
  if (logprobs.length > 0) info['logprobs'] = joined(logprobs);
  return Object.keys(info).length > 0 ? info : undefined;
};

const joined = (parts: readonly Logprobs[]): Logprobs => {
  const all = (name: 'content' | 'refusal') => {
    const tokens = parts.flatMap((part) => part[name] ?? []);
    return tokens.length > 0 ? { [name]: tokens } : {};
  };
  return { ...all('content'), ...all('refusal') };
};

/** Whether nothing came that could be an answer: no text, no call, no reason to end. */
export const isEmpty = ({ message, finishReason }: Completion): boolean =>
  !finishReason && !message.content && !message.refusal && message.calls.list.length === 0;

/**
 * Returns the delta of a chunk as it came, signed if it carries the role. The delta that begins a message is signed in any case,
 * and has a role, because many servers send none. Returns `undefined` for a chunk without a delta.
 */
export const deltaOf = (chunk: ChatCompletionChunk, sender: string, begins?: boolean): Delta | undefined => {
  const delta = firstChoice(chunk)?.delta;
  if (!isRecord(delta)) return undefined;
  for (const key in delta) if (RESERVED.has(key)) return deltaOf(withoutReserved(chunk, delta), sender, begins);
  // The delta's own role wins. This one stands first because V8 is slow with a literal that begins with a spread.
  return delta.role || begins ? { role: 'assistant', ...delta, sender } : delta;
};

type Choice = Partial<ChatCompletionChunk['choices'][number]>;

/** The choice with index 0, wherever it stands; servers that give one only may leave the index out. */
const firstChoice = ({ choices }: Partial<ChatCompletionChunk>): Choice | undefined => {
  if (!Array.isArray(choices)) return undefined;
  const first = (choices as readonly Choice[])[0];
  return isFirst(first) ? first : (choices as readonly Choice[]).find(isFirst);
};

const isFirst = (choice: Choice | undefined): boolean => isRecord(choice) && !choice.index;

/** The keys that tell events apart: a server's delta must not pass for one of them. */
const RESERVED: ReadonlySet<string> = new Set([...EVENT_KEYS, 'sender', '__proto__']);

const withoutReserved = (chunk: ChatCompletionChunk, delta: Delta): ChatCompletionChunk => ({
  ...chunk,
  choices: [{ delta: Object.fromEntries(Object.entries(delta).filter(([key]) => !RESERVED.has(key))) }],
});
