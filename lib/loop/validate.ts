import { isObservable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { assertOutput } from '../agent/assert-output.ts';
import { isCount, refuse } from '../agent/errors.ts';
import type { RunOptions } from '../agent/run-options.ts';
import type { ToolCall } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { show } from '../util/stringify.ts';
import type { LiveChange } from './live.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

/** Refuses what callers without types pass in place of options. */
export const requireOptions = (options: unknown): void => {
  refuse(!isRecord(options), () => `The options of run() are ${show(options)}: call run({ agent, messages }).`);
};

/**
 * Refuses what no run can begin with. Agents are looked at by `prepareAgent`.
 *
 * @throws SwarmError `usage`: what is wrong, the value, and the remedy.
 */
export const validateOptions = (options: RunOptions, agent: Agent): void => {
  const { messages, contextVariables = {}, modelOverride = '', runId = '' } = options;
  refuse(!Array.isArray(messages), () => `messages is ${show(messages)}: pass an array, [] for a new conversation.`);
  messages.forEach(validateMessage);
  refuse(
    messages.length === 0 && !agent.instructions,
    () =>
      `There are neither messages nor instructions: say something to agent "${agent.name}" or give it instructions.`,
  );
  refuse(
    typeof modelOverride !== 'string' && !isObservable(modelOverride),
    () => `modelOverride is ${show(modelOverride)}: pass a model's name.`,
  );
  refuse(typeof runId !== 'string', () => `runId is ${show(runId)}: it must be a string.`);
  assertOutput(options.output, 'output');
  refuse(!isRecord(contextVariables), () => `contextVariables is ${show(contextVariables)}: pass an object.`);
  validateBounds(options);
  validateApprovals(options);
};

const validateBounds = (options: RunOptions): void => {
  for (const [name, isSound, words] of BOUNDS) {
    const value = options[name];
    refuse(value !== undefined && !isSound(value), () => `${name} is ${show(value)}: it must be ${words}.`);
  }
};

const validateApprovals = ({ approvals = {} }: RunOptions): void => {
  refuse(!isRecord(approvals), () => `approvals is ${show(approvals)}: pass an object of decisions by call id.`);
  for (const [id, decision] of Object.entries(approvals)) {
    refuse(
      decision !== true && typeof (decision as { declined?: unknown } | undefined)?.declined !== 'string',
      () => `approvals["${id}"] is ${show(decision)}: it must be true or { declined: 'why' }.`,
    );
  }
};

/**
 * Refuses what a live input must not emit.
 *
 * @throws SwarmError `usage`, or what the input itself errored with.
 */
export const validateChange = ({ contextVariables = {}, modelOverride = '', failure }: LiveChange): void => {
  if (failure) throw failure;
  refuse(!isRecord(contextVariables), () => `contextVariables emitted ${show(contextVariables)}: emit an object.`);
  refuse(typeof modelOverride !== 'string', () => `modelOverride emitted ${show(modelOverride)}: emit a model's name.`);
};

const validateMessage = (message: unknown, place: number): void => {
  refuse(!isRecord(message), () => `messages[${String(place)}] is ${show(message)}: pass { role, content }.`);
  const { role, tool_calls: calls, tool_call_id: answered } = message as Readonly<Record<string, unknown>>;
  refuse(
    !ROLES.includes(role as string),
    () => `messages[${String(place)}] has the role ${show(role)}: it must be one of ${ROLES.join(', ')}.`,
  );
  refuse(
    role === 'assistant' && calls != null && !(Array.isArray(calls) && calls.every(isCall)),
    () =>
      `messages[${String(place)}] has the tool_calls ${show(calls)}: each must be { id, function: { name, arguments } }.`,
  );
  refuse(
    role === 'tool' && typeof answered !== 'string',
    () => `messages[${String(place)}] answers call ${show(answered)}: its tool_call_id must be the id of that call.`,
  );
};

const isCall = (call: unknown): boolean => {
  const { id, function: called } = (call ?? {}) as {
    readonly id?: unknown;
    readonly function?: Partial<ToolCall['function']>;
  };
  return [id, called?.name, called?.arguments].every((text) => typeof text === 'string');
};

const isDuration = (value: unknown): boolean => typeof value === 'number' && value > 0;

const COUNT = 'a whole number from 1 up, or Infinity';
const DURATION = 'milliseconds above 0';

/** What must be in bounds where it is given, and in what words. */
const BOUNDS = [
  ['maxTurns', isCount, COUNT],
  ['toolConcurrency', isCount, COUNT],
  ['runTimeout', isDuration, DURATION],
  ['functionTimeout', isDuration, DURATION],
  ['turnRetries', (value: unknown) => value === 0 || isCount(value), 'a whole number from 0 up'],
] as const;
