import type { AgentUsage, DelimiterEvent, HandoffEvent, RetryEvent, ToolEvent } from '../messages/events.ts';
import type { Delta, Message, Usage } from '../messages/types.ts';
import type { Agent } from './agent.ts';
import type { ContextVariables } from './context.ts';
import type { OutputOf } from './output.ts';

/** The context variables an agent works with: `ContextOf<Agent<Shop>>` is `Shop`. */
export type ContextOf<A> = A extends Agent<infer C> ? C : ContextVariables;

/** Context variables changed: the change, not the whole. */
export interface ContextVariablesEvent<C extends object = ContextVariables> {
  readonly contextVariables: Partial<C>;
}

/** Where a run stands. With the messages that went in, all that the next run needs. */
export interface Response<A extends { readonly name: string } = Agent> {
  /** The new ones of this run: answers and tool messages. */
  readonly messages: readonly Message[];
  /** The one that is active: pass it to the next run. */
  readonly agent: A;
  readonly contextVariables: ContextOf<A>;
  /** Summed over the turns of this run; absent when no server counted. */
  readonly usage?: Usage;
  /** The same, told apart by agent and model, in the order they first answered; absent when no server counted. */
  readonly usageByAgent?: readonly AgentUsage[];
  /** The answer as a value, where an output was asked for and the run ended with one. */
  readonly output?: OutputOf<A>;
  /** Why the last turn ended, in the server's word (`stop`, `length`, `tool_calls`, …) or `max_turns`. */
  readonly finishReason?: string;
  /** On the far side of a wire: all that the next run needs, sealed. Pass it on as it is. */
  readonly state?: string;
}

/** Once, last; then the stream completes. */
export interface ResponseEvent<A extends { readonly name: string } = Agent> {
  readonly response: Response<A>;
}

/**
 * What a run emits, told apart by one key (`'response' in event`); what has none of these keys is a delta.
 * On the far side of a wire, `A` is `{ name: string }`.
 */
export type RunEvent<A extends { readonly name: string } = Agent> =
  | DelimiterEvent
  | Delta
  | ToolEvent
  | HandoffEvent
  | ContextVariablesEvent<ContextOf<A>>
  | RetryEvent
  | ResponseEvent<A>;
