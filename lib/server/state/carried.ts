import type { ContextVariables } from '../../agent/context.ts';
import { SwarmError } from '../../agent/errors.ts';
import type { Message } from '../../messages/types.ts';
import { isCarriable } from '../../util/json-safe.ts';

/** Where a conversation stands: what a state holds, out of the client's sight and reach. */
export interface Carried {
  /** The active agent's name. */
  readonly agent: string;
  readonly messages: readonly Message[];
  readonly contextVariables: ContextVariables;
  /** The run that the messages end with: a call that is executed later bears its id. */
  readonly runId: string;
  /** Ids of the calls that the client is asked to decide. */
  readonly waiting: readonly string[];
  /** Where the client sends its messages again each time: the ids of those that are in it. */
  readonly seen?: readonly string[];
}

/** @throws SwarmError `usage` that names the first context variable that would not come back as it was. */
export const assertCarriable = (contextVariables: ContextVariables): void => {
  for (const [name, value] of Object.entries(contextVariables)) {
    if (!isCarriable(value)) {
      throw new SwarmError(
        'usage',
        `The context variable "${name}" cannot be carried by a client: JSON does not hold it. ` +
          'Let `authorize` supply it with each request.',
      );
    }
  }
};
