import { isObservable } from 'rxjs';
import type { Agent } from './agent.ts';
import { SwarmError } from './errors.ts';
import type { LiveChange } from './live.ts';
import { toText } from './text.ts';

import type { RunAllOptions, RunOptions } from './types.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

/**
 * Refuses what no run can begin with. Agents are looked at by `prepareAgent`.
 *
 * @throws SwarmError `usage`: what is wrong, the value, and the remedy.
 */
export const validateOptions = (options: RunOptions, agent: Agent): void => {
  const { messages, maxTurns = 50, toolConcurrency = 1, contextVariables = {}, approvals = {} } = options;
  const { runTimeout = 1, functionTimeout = 1, restartTurns = 0 } = options;
  refuse(!Array.isArray(messages), `messages is ${show(messages)}: pass an array, [] for a new conversation.`);
  messages.forEach(validateMessage);
  refuse(
    messages.length === 0 && !agent.instructions,
    `There are neither messages nor instructions: say something to agent "${agent.name}" or give it instructions.`,
  );
  validateCount('maxTurns', maxTurns);
  validateCount('toolConcurrency', toolConcurrency);
  refuse(!isDuration(runTimeout), `runTimeout is ${show(runTimeout)}: it must be milliseconds above 0.`);
  refuse(!isDuration(functionTimeout), `functionTimeout is ${show(functionTimeout)}: it must be milliseconds above 0.`);
  refuse(
    restartTurns !== 0 && !isCount(restartTurns),
    `restartTurns is ${show(restartTurns)}: it must be a whole number from 0 up.`,
  );
  refuse(!isObject(contextVariables), `contextVariables is ${show(contextVariables)}: pass an object.`);
  refuse(!isObject(approvals), `approvals is ${show(approvals)}: pass an object of decisions by call id.`);
  for (const [id, decision] of Object.entries(approvals)) {
    refuse(
      decision !== true && typeof (decision as { declined?: unknown } | undefined)?.declined !== 'string',
      `approvals["${id}"] is ${show(decision)}: it must be true or { declined: 'why' }.`,
    );
  }
};

/** Refuses what is no number of things. @throws SwarmError `usage` that calls it by this name. */
export const validateCount = (name: string, value: unknown): void => {
  refuse(!isCount(value), `${name} is ${show(value)}: it must be a whole number from 1 up, or Infinity.`);
};

/** Refuses what many runs cannot go by. @throws SwarmError `usage`. */
export const validateRunAll = (runs: unknown, options: RunAllOptions): void => {
  const { concurrency = 1, order = 'input', ahead = 0 } = options;
  refuse(!isSource(runs), `runs is ${show(runs)}: pass an array, an iterable, an async iterable or an Observable.`);
  validateCount('concurrency', concurrency);
  if (ahead !== 0) validateCount('ahead', ahead);
  refuse(!ORDERS.includes(order), `order is ${show(order)}: it must be 'completed' or 'input'.`);
};

/** One of many runs' options, as they came. */
export const validateInput = (input: RunOptions, index: number): RunOptions => {
  refuse(!isObject(input), `runs[${String(index)}] is ${show(input)}: pass what run() takes, { agent, messages }.`);
  return input;
};

const ORDERS: readonly unknown[] = ['completed', 'input'];

const isSource = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Symbol.iterator in value || Symbol.asyncIterator in value || isObservable(value));

/** Refuses what a live input must not emit. */
export const validateChange = ({ contextVariables = {}, modelOverride = '' }: LiveChange): void => {
  refuse(!isObject(contextVariables), `contextVariables emitted ${show(contextVariables)}: emit an object.`);
  refuse(typeof modelOverride !== 'string', `modelOverride emitted ${show(modelOverride)}: emit a model's name.`);
};

const validateMessage = (message: unknown, place: number): void => {
  refuse(!isObject(message), `messages[${String(place)}] is ${show(message)}: pass { role, content }.`);
  const { role } = message as { readonly role?: unknown };
  refuse(
    !ROLES.includes(role as string),
    `messages[${String(place)}] has the role ${show(role)}: it must be one of ${ROLES.join(', ')}.`,
  );
};

const refuse = (wrong: boolean, message: string): void => {
  if (wrong) throw new SwarmError('usage', message);
};

const isCount = (value: unknown): boolean =>
  value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1);

const isDuration = (value: unknown): boolean => typeof value === 'number' && value > 0;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value)
    : typeof value === 'number'
      ? String(value)
      : toText(value) || typeof value;
