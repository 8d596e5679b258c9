import type { AGUIEvent, AGUIEventByType, EventType } from '@ag-ui/core';
import { randomId } from '../util/random-id.ts';

type Of<T extends `${EventType}`> = {
  [E in EventType]: `${E}` extends T ? AGUIEventByType[E] : never;
}[EventType];

/** An event of the protocol, by its name: the enumeration itself would need the package. */
export const event = <T extends `${EventType}`>(type: T, fields: Omit<Of<T>, 'type'>): AGUIEvent =>
  ({ type, ...fields }) as unknown as AGUIEvent;

/** The answer to a call. */
export const toolResult = (toolCallId: string, content: string): AGUIEvent =>
  event('TOOL_CALL_RESULT', { messageId: `msg_${randomId()}`, toolCallId, content, role: 'tool' });
