import { filter, map, pipe, scan, startWith, type OperatorFunction } from 'rxjs';
import { emptyMessage, mergeDelta, toMessage, type PartialMessage } from '../message.ts';
import type { Message, RunEvent } from '../types.ts';

/** What a view shows: messages that are whole, and the one that is arriving. */
interface View {
  readonly whole: readonly Message[];
  readonly arriving: PartialMessage | undefined;
  /** Whether the event before changed what is shown. */
  readonly changed: boolean;
}

/**
 * The conversation as it grows, the partial message included: a new array for each change, beginning with `initial`
 * (default: none). Ends as `[...initial, ...response.messages]`.
 */
export const messages = <A extends { readonly name: string }>(
  initial: readonly Message[] = [],
): OperatorFunction<RunEvent<A>, readonly Message[]> =>
  pipe(
    scan((view: View, event: RunEvent<A>) => show(view, event, initial), {
      whole: initial,
      arriving: undefined,
      changed: false,
    }),
    filter(({ changed }) => changed),
    map(({ whole, arriving }) => (arriving ? [...whole, toMessage(arriving, placeholderId)] : whole)),
    startWith(initial),
  );

const show = <A extends { readonly name: string }>(
  view: View,
  event: RunEvent<A>,
  initial: readonly Message[],
): View => {
  const { whole, arriving } = view;
  if ('response' in event)
    return { whole: [...initial, ...event.response.messages], arriving: undefined, changed: true };
  if ('delim' in event) {
    return event.delim === 'end' && arriving
      ? { whole: [...whole, toMessage(arriving, placeholderId)], arriving: undefined, changed: true }
      : { whole, arriving: undefined, changed: arriving !== undefined };
  }
  if ('tool' in event) {
    return event.tool.status === 'end'
      ? { whole: [...whole, event.tool.message], arriving, changed: true }
      : { ...view, changed: false };
  }
  // What a turn that broke has streamed is void.
  if ('retry' in event) return { whole, arriving: undefined, changed: true };
  if ('handoff' in event || 'contextVariables' in event) return { ...view, changed: false };
  const grown = mergeDelta(arriving ?? emptyMessage(), event);
  return { whole, arriving: grown, changed: arriving === undefined || isOther(grown, arriving) };
};

/** Chunks that add nothing are common: the last one brings the finish_reason only. */
const isOther = (one: PartialMessage, other: PartialMessage): boolean =>
  (Object.keys(one) as (keyof PartialMessage)[]).some((key) => one[key] !== other[key]);

/** Until the response brings the true ones: the same from one emission to the next, so that a view can go by them. */
const placeholderId = (position: number): string => `call_${String(position)}`;
