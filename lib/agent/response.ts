import type { AgentUsage, DelimiterEvent, HandoffEvent, RetryEvent, SaidEvent, ToolEvent } from '../messages/events.ts';
import type { Delta, Message, Usage } from '../messages/types.ts';
import type { Agent } from './agent.ts';
import type { ContextVariables } from './context.ts';
import type { OutputOf } from './output.ts';

/** The type of an agent's context variables: `ContextOf<Agent<Shop>>` is `Shop`. */
export type ContextOf<A> = A extends Agent<infer C> ? C : ContextVariables;

/** Context variables changed. */
export interface ContextVariablesEvent<C extends object = ContextVariables> {
  /** The variables that changed, with their new values; the others are as they were. */
  readonly contextVariables: Partial<C>;
}

/** State of a run. Together with the messages that went in, it is all that the next run needs. */
export interface Response<A extends { readonly name: string } = Agent> {
  /** The messages that this run added: answers, tool messages, and what was said while it was under way. */
  readonly messages: readonly Message[];
  /** The active agent: pass it to the next run. */
  readonly agent: A;
  /** The context variables with all changes: pass them to the next run. */
  readonly contextVariables: ContextOf<A>;
  /** Tokens, summed over the turns of this run. Absent if the server did not count. */
  readonly usage?: Usage;
  /** Tokens by agent and model, in the order in which they first answered. Absent if the server did not count. */
  readonly usageByAgent?: readonly AgentUsage[];
  /** The answer as a value, checked. Absent if there is no output, or if the run ended without an answer. */
  readonly output?: OutputOf<A>;
  /** Why the last turn ended: the server's word (`stop`, `length`, `tool_calls`, …) or `max_turns`. */
  readonly finishReason?: string;
  /** On the far side of a wire: all that the next run needs, sealed. Pass it back as it is. Absent elsewhere. */
  readonly state?: string;
}

/**
 * The state after a turn whose calls are all answered, over a wire only. A client that lost its connection goes on from the last
 * one, so that none of those calls is executed again.
 */
export interface StateEvent {
  /** The same state as `response.state`, opaque to the client. */
  readonly state: string;
}

/** The connection to a server was lost, or is there again, over a wire only. The run goes on meanwhile. */
export interface ConnectionEvent {
  /** `lost` before each attempt to come back, `restored` once the server has found the run: what the client missed follows. */
  readonly connection: 'lost' | 'restored';
}

/** The last event of a run. */
export interface ResponseEvent<A extends { readonly name: string } = Agent> {
  /** State of the run at its end. */
  readonly response: Response<A>;
}

/**
 * An event of a run. Events are told apart by one key (`'response' in event`, or `ofType('response')`); a delta lacks all
 * these keys. On the far side of a wire, `A` is `{ name: string }`.
 */
export type RunEvent<A extends { readonly name: string } = Agent> =
  | DelimiterEvent
  | Delta
  | ToolEvent
  | HandoffEvent
  | ContextVariablesEvent<ContextOf<A>>
  | RetryEvent
  | SaidEvent
  | ResponseEvent<A>
  | (A extends Agent ? never : StateEvent | ConnectionEvent);
