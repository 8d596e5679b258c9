import type { WireMessage } from '../wire.ts';
import { BadRequest, demand, item } from './demand.ts';

/** Requires an answer to each call before the next message, and no answer without a call. */
export const checkPairs = (messages: readonly WireMessage[]): void => {
  const open = new Set<string>();
  messages.forEach((message, index) => {
    const place = item('messages', index);
    if (message.role === 'tool') close(message.tool_call_id ?? '', open, place);
    else demandNone(open, place);
    for (const { id } of message.tool_calls ?? []) {
      demand(!open.has(id), `${place} has two calls with the id ${id}.`, place);
      open.add(id);
    }
  });
  demandNone(open, 'messages');
};

const close = (id: string, open: Set<string>, place: string): void => {
  if (!open.delete(id))
    throw new BadRequest(`${place} answers ${id}, which is not an open call of the assistant.`, place);
};

const demandNone = (open: ReadonlySet<string>, place: string): void => {
  demand(open.size === 0, `Calls without an answer before ${place}: ${[...open].join(', ')}.`, place);
};
