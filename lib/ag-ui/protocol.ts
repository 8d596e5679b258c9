import type { AGUIEvent, AGUIEventByType, EventType } from '@ag-ui/core';
import { randomId } from '../util/random-id.ts';

type EventOf<T extends `${EventType}`> = {
  [E in EventType]: `${E}` extends T ? AGUIEventByType[E] : never;
}[EventType];

/** Builds an event of the protocol. Its type is a string here, because the enumeration would load the package. */
export const event = <T extends `${EventType}`>(type: T, fields: Omit<EventOf<T>, 'type'>): AGUIEvent =>
  ({ type, ...fields }) as unknown as AGUIEvent;

/** Builds the result of a call. */
export const toolResult = (toolCallId: string, content: string): AGUIEvent =>
  event('TOOL_CALL_RESULT', { messageId: `msg_${randomId()}`, toolCallId, content, role: 'tool' });
