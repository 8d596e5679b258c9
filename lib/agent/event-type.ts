import type { DelimiterEvent, HandoffEvent, RetryEvent, SaidEvent, ToolEvent } from '../messages/events.ts';
import type { Delta } from '../messages/types.ts';
import type { Agent } from './agent.ts';
import type { ContextOf, ContextVariablesEvent, ResponseEvent, RunEvent } from './response.ts';

/** The events of a run by the key that tells them apart; `delta` stands for events without such a key. */
export interface EventsByType<A extends { readonly name: string } = Agent> {
  /** A turn begins or its message is whole. */
  readonly delim: DelimiterEvent;
  /** A fragment of the model's message, as the server sent it. */
  readonly delta: Delta;
  /** A call starts, waits for approval, reports progress or ends. */
  readonly tool: ToolEvent;
  /** The active agent changes. */
  readonly handoff: HandoffEvent;
  /** Context variables changed: the change, not the whole. */
  readonly contextVariables: ContextVariablesEvent<ContextOf<A>>;
  /** A turn is tried again. */
  readonly retry: RetryEvent;
  /** The user said something while the run was under way. */
  readonly said: SaidEvent;
  /** The response, once and last. */
  readonly response: ResponseEvent<A>;
}

/** The name of a kind of event: the key that its events have, or `'delta'`. */
export type EventType = keyof EventsByType;

/** `state` and `connection` are events of wires only, which clients keep for themselves. */
const KEYS = [
  'response',
  'delim',
  'tool',
  'handoff',
  'contextVariables',
  'retry',
  'said',
  'state',
  'connection',
] as const;

/** Returns the kind of an event. */
export const typeOfEvent = (event: RunEvent<{ readonly name: string }>): EventType | 'state' | 'connection' =>
  KEYS.find((key) => key in event) ?? 'delta';

/** Tells whether an event is a fragment of the model's message. */
export const isDelta = (event: RunEvent<{ readonly name: string }>): event is Delta => typeOfEvent(event) === 'delta';
