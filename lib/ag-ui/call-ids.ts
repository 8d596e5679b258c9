import { isRecord } from '../util/is-record.ts';

/** Returns the calls of a client's message. */
const callsOf = (message: unknown): readonly Readonly<Record<string, unknown>>[] => {
  const { toolCalls } = isRecord(message) ? message : {};
  return Array.isArray(toolCalls) ? toolCalls.filter(isRecord) : [];
};

/** Returns the ids of the calls of a client's message. */
export const callIds = (message: unknown): readonly unknown[] => callsOf(message).map(({ id }) => id);

/**
 * Returns a function that finds the client's id for a call that the run begins with. An earlier run announced such a call,
 * under another id if its own was taken; it is then the first unanswered call of the same function.
 */
export const earlierIds = (
  messages: readonly unknown[],
): ((call: { readonly id: string; readonly name: string }) => string) => {
  const answered = new Set(messages.map((message) => isRecord(message) && message['toolCallId']));
  const last = messages.findLast((message) => callsOf(message).length > 0);
  const open = callsOf(last).filter(({ id }) => !answered.has(id));
  const known = new Map<string, string>();
  const find = (id: string, name: string): unknown => {
    const free = open.filter((call) => ![...known.values()].includes(String(call['id'])));
    const found =
      free.find((call) => call['id'] === id) ?? free.find(({ function: called }) => nameOf(called) === name);
    return found?.['id'];
  };
  return ({ id, name }) => {
    const earlier = known.get(id) ?? find(id, name);
    const toolCallId = typeof earlier === 'string' ? earlier : id;
    known.set(id, toolCallId);
    return toolCallId;
  };
};

const nameOf = (called: unknown): unknown => (isRecord(called) ? called['name'] : undefined);
