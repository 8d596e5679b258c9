import type { Conversation, ConversationInput } from 'rxswarm/converse';
import type { Approval } from 'rxswarm';

/** Turns a line into an input of the conversation. While calls wait for approval, `y` and `n` decide all of them. */
export const inputOf = (line: string, { approvals }: Pick<Conversation, 'approvals'>): ConversationInput => {
  const approval = approvals.length > 0 ? DECISIONS.find(([words]) => words.test(line))?.[1] : undefined;
  return approval === undefined ? line : { approvals: Object.fromEntries(approvals.map(({ id }) => [id, approval])) };
};

const DECISIONS: readonly (readonly [RegExp, Approval])[] = [
  [/^y(es)?[.!]?$/i, true],
  [/^no?[.!]?$/i, { declined: 'The customer declined this.' }],
];
