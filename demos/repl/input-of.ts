import type { Conversation, ConversationInput } from 'rxswarm/converse';
import { fieldsOf, readField } from '../fields.ts';

export interface Prompted {
  readonly conversation: Pick<Conversation, 'waiting' | 'transcript'>;
  /** Suggestions for the first message, which their numbers say. */
  readonly ideas?: readonly string[] | undefined;
}

/**
 * Turns a line into an input of the conversation. While a function asks, a line that fits is the answer. While calls wait
 * for approval, `y` and `n` decide all of them, and JSON changes the arguments of a single one. Any other line is said.
 */
export const inputOf = (line: string, { conversation, ideas = [] }: Prompted): ConversationInput => {
  const { waiting, transcript } = conversation;
  const [first] = waiting;
  if (first === undefined) return (transcript.length === 0 ? ideas[Number(line) - 1] : undefined) ?? line;
  const decisions = first.question === undefined ? approvals(line, waiting) : answer(line, first);
  return decisions === undefined ? line : { decisions };
};

type Waiting = Conversation['waiting'];
type Decisions = Extract<ConversationInput, { readonly decisions: unknown }>['decisions'];

const answer = (line: string, { id, question }: Waiting[number]): Decisions | undefined => {
  const [field, ...others] = fieldsOf(question?.schema ?? {});
  if (field === undefined) return undefined;
  const read = readField(others.length > 0 ? { ...field, kind: 'json' } : { ...field, isRequired: true }, line);
  if (read === undefined || 'problem' in read) return undefined;
  const isPart = others.length === 0 && field.name !== '';
  return { [id]: { answer: isPart ? { [field.name]: read.value } : read.value } };
};

const approvals = (line: string, waiting: Waiting): Decisions | undefined => {
  const decision = DECISIONS.find(([words]) => words.test(line))?.[1] ?? edited(line, waiting);
  const asked = waiting.filter(({ question }) => question === undefined);
  return decision === undefined ? undefined : Object.fromEntries(asked.map(({ id }) => [id, decision]));
};

const DECISIONS: readonly (readonly [RegExp, Decisions[string]])[] = [
  [/^y(es)?[.!]?$/i, true],
  [/^no?[.!]?$/i, { declined: 'The customer declined this.' }],
];

/** Reads arguments to change, such as `{"quantity": 1}`. */
const edited = (line: string, [call, ...others]: Waiting): Decisions[string] | undefined => {
  if (call?.edit !== true || others.length > 0 || !line.startsWith('{')) return undefined;
  try {
    return { arguments: { ...(JSON.parse(call.arguments) as object), ...(JSON.parse(line) as object) } };
  } catch {
    return undefined;
  }
};
