import { isPromiseLike } from '../util/promise.ts';
import type { Agent } from './agent.ts';
import type { ContextVariables } from './context.ts';
import { SwarmError, threw } from './errors.ts';

/**
 * Returns the system prompt of a turn, '' if the agent has no instructions. Returns a promise only for instructions that do.
 *
 * @throws SwarmError `function` (or rejects with it) for instructions that throw or return no text.
 */
export const instructionsOf = (agent: Agent, contextVariables: ContextVariables): string | PromiseLike<string> => {
  const { name, instructions = '' } = agent;
  if (typeof instructions !== 'function') return toInstructions(instructions, name);
  try {
    const text = instructions({ ...contextVariables });
    return isPromiseLike(text)
      ? // A promise of our own, because the `then` of other thenables may return nothing.
        Promise.resolve(text).then(
          (resolved) => toInstructions(resolved, name),
          (error: unknown) => {
            throw threw(`The instructions of agent "${name}"`, error);
          },
        )
      : toInstructions(text, name);
  } catch (error) {
    throw error instanceof SwarmError ? error : threw(`The instructions of agent "${name}"`, error);
  }
};

const toInstructions = (text: unknown, name: string): string => {
  if (typeof text === 'string') return text;
  throw new SwarmError('function', `The instructions of agent "${name}" are ${typeof text}: they must be a string.`);
};
