import type { Conversation, ConversationInput } from 'rxswarm/converse';
import type { Decision } from 'rxswarm';

/** Turns a line into an input of the conversation. While calls wait for approval, `y` and `n` decide all of them. */
export const inputOf = (line: string, { waiting }: Pick<Conversation, 'waiting'>): ConversationInput => {
  const approval = waiting.length > 0 ? DECISIONS.find(([words]) => words.test(line))?.[1] : undefined;
  return approval === undefined ? line : { decisions: Object.fromEntries(waiting.map(({ id }) => [id, approval])) };
};

const DECISIONS: readonly (readonly [RegExp, Decision])[] = [
  [/^y(es)?[.!]?$/i, true],
  [/^no?[.!]?$/i, { declined: 'The customer declined this.' }],
];
