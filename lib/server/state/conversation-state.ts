import type { ContextVariables } from '../../agent/context.ts';
import { usageError } from '../../agent/errors.ts';
import type { Message } from '../../messages/types.ts';
import { isCarriable } from '../../util/json-safe.ts';

/** The content of a sealed state: everything the next run of a conversation needs. Clients cannot read or change it. */
export interface ConversationState {
  /** The active agent's name. */
  readonly agent: string;
  /** The conversation so far. */
  readonly messages: readonly Message[];
  /** The context variables, except those that `authorize` supplies. */
  readonly contextVariables: ContextVariables;
  /** The id of the last run. Calls that are still open keep it when they are executed later. */
  readonly runId: string;
  /** Ids of the client's messages that were taken, for protocols whose clients send their whole history each time. */
  readonly seen?: readonly string[];
}

/** @throws SwarmError `usage` that names the first context variable that JSON does not hold. */
export const assertCarriable = (contextVariables: ContextVariables): void => {
  const lost = Object.entries(contextVariables).find(([, value]) => !isCarriable(value));
  if (lost === undefined) return;
  throw usageError(
    `The context variable "${lost[0]}" cannot be carried by a client, because JSON does not hold it. ` +
      'Let `authorize` supply it with each request.',
  );
};
