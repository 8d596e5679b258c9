import { isDelta } from '../agent/event-type.ts';
import type { RunEvent } from '../agent/response.ts';
import { emptyMessage, mergeDelta, type PartialMessage, toMessage } from '../messages/message.ts';
import { isShown } from '../messages/waiting.ts';
import type { AssistantMessage, Message } from '../messages/types.ts';

/** Messages of a run as a view shows them. */
export interface View {
  /** Messages that are whole. */
  readonly whole: readonly Message[];
  /** The message that is arriving, if there is one. */
  readonly arriving: PartialMessage | undefined;
  /** How many messages were whole when the turn began. Later ones are withdrawn if the turn is tried again. */
  readonly before: number;
  /** True if the last event changed a message. */
  readonly changed: boolean;
}

/** Returns the view before the first event. */
export const viewOf = (whole: readonly Message[]): View => ({
  whole,
  arriving: undefined,
  before: whole.length,
  changed: false,
});

/** Returns the view after an event. `initial` are the messages before the first event. */
export const addEvent = <A extends { readonly name: string }>(
  view: View,
  event: RunEvent<A>,
  initial: readonly Message[],
): View => {
  const { whole, arriving, before } = view;
  if ('response' in event) {
    return {
      ...view,
      whole: [...initial, ...event.response.messages.filter(isShown)],
      arriving: undefined,
      changed: true,
    };
  }
  if ('delim' in event) {
    return event.delim === 'end' && arriving
      ? { ...view, whole: [...whole, arrivingMessage(arriving)], arriving: undefined, changed: true }
      : { whole, arriving: undefined, before: whole.length, changed: arriving !== undefined };
  }
  if ('tool' in event) {
    return event.tool.status === 'end'
      ? { ...view, whole: [...whole, event.tool.message], changed: true }
      : { ...view, changed: false };
  }
  // A turn that broke is withdrawn. An answer that did not fit stays, because the model is told about it.
  if ('retry' in event) {
    const kept = event.retry.type === 'output' ? whole : whole.slice(0, before);
    return { ...view, whole: kept, arriving: undefined, changed: true };
  }
  if ('said' in event) return { ...view, whole: [...whole, event.said], changed: true };
  if (!isDelta(event)) return { ...view, changed: false };
  const grown = mergeDelta(arriving ?? emptyMessage(), event);
  return { whole, before, arriving: grown, changed: arriving === undefined || isOther(grown, arriving) };
};

/** Compares by key, because chunks that add nothing are common: the last one brings the finish_reason only. */
const isOther = (one: PartialMessage, other: PartialMessage): boolean =>
  (Object.keys(one) as (keyof PartialMessage)[]).some((key) => one[key] !== other[key]);

/**
 * Returns the message that is arriving. Calls without an id get a placeholder, the same from one event to the next, until the
 * response brings the true ids.
 */
export const arrivingMessage = (arriving: PartialMessage): AssistantMessage =>
  toMessage(arriving, (position) => `call_${String(position)}`);
