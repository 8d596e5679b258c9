import type { AssistantMessage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';

/** The field of an answer that holds its items in their order. */
export const ITEMS = 'output_items';

/** Stands between the texts of two messages in one answer. */
export const BETWEEN = '\n\n';

/** An item of an answer: of a message its length, of a call its place only, anything else as the server wants it back. */
export type OutputItem = Readonly<Record<string, unknown>> & { readonly type: string };

/** Returns the items of an answer; `undefined` where the message does not hold them, or holds them in another form. */
export const itemsOf = (message: AssistantMessage): readonly OutputItem[] | undefined => {
  const items = (message as unknown as Readonly<Record<string, unknown>>)[ITEMS];
  return Array.isArray(items) && items.every(isItem) ? items : undefined;
};

const isItem = (value: unknown): value is OutputItem => isRecord(value) && typeof value['type'] === 'string';

/** Items that wait for a result which no function of an agent can give. */
const UNANSWERABLE: ReadonlySet<string> = new Set([
  ...['custom_tool_call', 'computer_call', 'local_shell_call', 'shell_call', 'apply_patch_call'],
  'mcp_approval_request',
]);

/** Returns true for an item that the server refuses without its result: "No tool output found". */
export const isUnanswerable = ({ type }: OutputItem): boolean => UNANSWERABLE.has(type);

/**
 * Returns the items to keep; `undefined` where text and calls tell them already. Items whose result nobody can give are left out,
 * and so is reasoning that no other item follows, because the server refuses it: "provided without its required following item".
 */
export const keptItems = (items: readonly OutputItem[]): readonly OutputItem[] | undefined => {
  let isFollowed = false;
  const kept = items
    .toReversed()
    .filter((item) => {
      if (item.type !== 'reasoning') isFollowed = !isUnanswerable(item);
      return isFollowed;
    })
    .toReversed();
  return isTold(kept) ? undefined : kept;
};

const isTold = (items: readonly OutputItem[]): boolean =>
  items.every(
    (item, place) => item.type === 'function_call' || (item.type === 'message' && place === 0 && !('phase' in item)),
  );

/** Returns a reasoning item as it goes back: strict servers refuse nulls and a status in it, and longer ids than 64 characters. */
export const toReasoning = ({
  id,
  summary,
  content,
  encrypted_content: encrypted,
}: Readonly<Record<string, unknown>>) => ({
  type: 'reasoning',
  ...(textOf(id) !== '' && textOf(id).length <= 64 && { id }),
  summary: Array.isArray(summary) ? (summary as readonly unknown[]) : [],
  ...(Array.isArray(content) && content.length > 0 && { content: content as readonly unknown[] }),
  ...(textOf(encrypted) !== '' && { encrypted_content: encrypted }),
});
