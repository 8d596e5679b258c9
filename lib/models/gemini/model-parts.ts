import { parseArguments } from '../../messages/arguments.ts';
import { isFrom, type Origin } from '../../messages/origin.ts';
import type { AssistantMessage, ToolCall } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { type Part, toParts } from './content-parts.ts';
import { isEarlyModel } from './model-path.ts';
import type { SignedPart } from './signed-part.ts';
import { geminiName } from './tool-names.ts';

/**
 * Stands for a signature that was lost or never made: Gemini 3 refuses a step whose first call is unsigned
 * (ai.google.dev/gemini-api/docs/thought-signatures#faqs, as others quote it on 2026-12-01).
 */
const NO_SIGNATURE = 'skip_thought_signature_validator';

/**
 * Returns the parts of an answer. Those that were signed go back as they came, with their signatures, if they came from this
 * origin; parts with a signature are never joined with others, as Google's documents ask.
 */
export const modelParts = (message: AssistantMessage, origin: Origin): readonly Part[] => {
  const isOwn = isFrom(message, origin);
  const calls = (message.tool_calls ?? []).map((call) => toCall(call, isOwn));
  const signed = isOwn ? signedParts(message) : [];
  const whole = signed.length === 0 ? [...texts(message), ...calls] : inPlace(textOf(message.content), calls, signed);
  return isEarlyModel(origin.model) ? whole : withSignature(whole);
};

const texts = ({ content, refusal }: AssistantMessage): readonly Part[] => [...toParts(content), ...toParts(refusal)];

const toCall = (call: ToolCall, isOwn: boolean): Part => {
  const parsed = parseArguments(call);
  const { id, thought_signature: signature } = isOwn ? googleOf(call) : {};
  return {
    functionCall: {
      ...(typeof id === 'string' && { id }),
      name: geminiName(call.function.name),
      args: 'value' in parsed ? parsed.value : {},
    },
    ...(typeof signature === 'string' && { thoughtSignature: signature }),
  };
};

/** Returns the data of Google's own on a message or a call. */
export const googleOf = (holder: object): Readonly<Record<string, unknown>> => {
  const extra = (holder as { readonly extra_content?: unknown }).extra_content;
  const google = isRecord(extra) ? extra['google'] : undefined;
  return isRecord(google) ? google : {};
};

const signedParts = (message: AssistantMessage): readonly SignedPart[] => {
  const { parts } = googleOf(message);
  return Array.isArray(parts) ? parts.filter(isSignedPart).toSorted((left, right) => left.index - right.index) : [];
};

const isSignedPart = (value: unknown): value is SignedPart =>
  isRecord(value) &&
  ['index', 'start', 'end', 'calls'].every((name) => Number.isSafeInteger(value[name])) &&
  typeof value['thought_signature'] === 'string';

/** Puts signed parts among the text and the calls of their answer, in the places where they came. */
const inPlace = (text: string, calls: readonly Part[], signed: readonly SignedPart[]): readonly Part[] => {
  const parts: Part[] = [];
  let read = 0;
  let called = 0;
  const upTo = (end: number, count: number): void => {
    if (end > read) parts.push(...toParts(text.slice(read, end)));
    parts.push(...calls.slice(called, count));
    read = Math.max(read, end);
    called = Math.max(called, count);
  };
  for (const { start, end, calls: count, thought, thought_signature: thoughtSignature } of signed) {
    upTo(start, count);
    const own = typeof thought === 'string' ? { text: thought, thought: true } : { text: text.slice(read, end) };
    parts.push({ ...own, thoughtSignature });
    read = Math.max(read, end);
  }
  upTo(text.length, calls.length);
  return parts;
};

/** Signs the first call of a step that has no signature. The others of a step need none. */
const withSignature = (parts: readonly Part[]): readonly Part[] => {
  const calls = parts.filter((part) => 'functionCall' in part);
  const [first] = calls;
  if (first === undefined || 'thoughtSignature' in first) return parts;
  return parts.map((part) => (part === first ? { ...part, thoughtSignature: NO_SIGNATURE } : part));
};
