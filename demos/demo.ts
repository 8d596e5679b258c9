import type { Agent } from 'rxswarm';
import type { AnyFunction } from 'rxswarm/schema';

/** A demo folder: its agents, and an example of a conversation with them. */
export interface Demo<C extends object> {
  readonly title: string;
  /** The first agent answers first. The others are reached by handoffs. */
  readonly agents: readonly [Agent<C>, ...Agent<C>[]];
  readonly contextVariables: C;
  /** Further context variables where a person is there, who can answer the functions' questions. */
  readonly attended?: Partial<C>;
  /** Functions that are executed where the person is. */
  readonly clientFunctions?: readonly AnyFunction[];
  /** Suggestions for the first message of a person. */
  readonly ideas?: readonly string[];
  /** The user's lines that `npm run demo` plays. */
  readonly script: readonly string[];
}
