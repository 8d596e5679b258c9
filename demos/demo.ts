import type { Agent } from 'rxswarm';

/** What it takes to talk to the agents of a folder. */
export interface Demo<C extends object> {
  readonly title: string;
  /** The one that begins, then those it may lead to. */
  readonly agents: readonly [Agent<C>, ...Agent<C>[]];
  readonly contextVariables: C;
  /** What a person might say: `npm run demo` plays it. */
  readonly script: readonly string[];
}
