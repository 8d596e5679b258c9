import { isObservable } from 'rxjs';
import { assertOutput } from '../agent/assert-output.ts';
import { isCount, mustBe } from '../agent/errors.ts';
import { isEveryAgent } from '../agent/every-agent.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { openCalls } from '../messages/history.ts';
import { assertOpen } from '../tools/check-decision.ts';
import type { WaitingReason } from '../messages/waiting.ts';
import type { Message, ToolCall } from '../messages/types.ts';
import { DECISIONS, isDecision } from '../agent/decision.ts';
import { shorten } from '../util/stringify.ts';
import { isRecord } from '../util/is-record.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

const REASONS: readonly string[] = ['approval', 'question', 'client'] satisfies readonly WaitingReason[];

const OBJECT = 'pass an object';
const MODEL = "pass a model's name";
const COUNT = 'it must be a whole number from 1 up, or Infinity';
const DURATION = 'it must be milliseconds above 0';

type Rule = readonly [isSound: (value: unknown) => boolean, remedy: string];

const isString = (value: unknown): boolean => typeof value === 'string';
const isDuration = (value: unknown): boolean => typeof value === 'number' && value > 0;
const ANY: Rule = [() => true, ''];

/** Every option of a run, with its rule. Agents are looked at by `checkedAgent`. */
const RULES: Readonly<Record<keyof RunOptions, Rule>> = {
  agent: ANY,
  messages: [(value) => Array.isArray(value) || isObservable(value), 'pass an array, [] for a new conversation'],
  contextVariables: [isRecord, OBJECT],
  modelOverride: [(value) => isString(value) || isObservable(value), MODEL],
  output: ANY,
  everyAgent: [isEveryAgent, 'pass { functions, settings }: a list, and a function of the settings'],
  maxTurns: [isCount, COUNT],
  executeTools: ANY,
  toolConcurrency: [isCount, COUNT],
  decisions: [isRecord, 'pass an object of decisions by call id'],
  runTimeout: [isDuration, DURATION],
  functionTimeout: [isDuration, DURATION],
  turnRetries: [(value) => value === 0 || isCount(value), 'it must be a whole number from 0 up'],
  runId: [isString, 'it must be a string'],
  checkpoint: ANY,
  resume: ANY,
  scheduler: ANY,
  aroundCall: [(value) => typeof value === 'function', 'pass a function of a call and its stream'],
  debug: ANY,
};

/**
 * Refuses options with which no run can begin: says what is wrong, the value and the remedy. The swarm checks, not the loop,
 * so that the loop stays small. Agents are looked at by `checkedAgent`.
 *
 * @throws SwarmError `usage`.
 */
export const validateOptions = (options: RunOptions): void => {
  mustBe(isRecord(options), 'The options of run() are', options, 'call run({ agent, messages })');
  refuseUnknown('run()', options, Object.keys(RULES));
  for (const [name, [isSound, remedy]] of Object.entries(RULES)) {
    const value = options[name as keyof RunOptions];
    mustBe((value === undefined && name !== 'messages') || isSound(value), `${name} is`, value, remedy);
  }
  assertOutput(options.output, 'output');
  for (const [id, decision] of Object.entries(options.decisions ?? {})) {
    mustBe(isDecision(decision), `decisions["${shorten(id, 64)}"] is`, decision, `it must be ${DECISIONS}`);
  }
  if (!isObservable(options.messages)) validateConversation(options.messages, options);
};

/** Refuses a conversation with which these options cannot begin. @throws SwarmError `usage`. */
export const validateConversation = (messages: readonly Message[], { decisions, resume }: RunOptions): void => {
  validateMessages(messages);
  // A checkpoint may come after a decided call was answered.
  if (decisions && !resume) assertOpen(Object.keys(decisions), openCalls(messages));
};

/** @throws SwarmError `usage` for a list with something else than messages. */
export const validateMessages = (messages: readonly unknown[]): void => {
  mustBe(Array.isArray(messages), 'messages are', messages, 'pass an array');
  messages.forEach(validateMessage);
};

const validateMessage = (message: unknown, place: number): void => {
  const problem = messageProblem(message);
  if (problem) mustBe(false, `messages[${String(place)}] ${problem[0]}`, problem[1], problem[2]);
};

/** Returns words for what is wrong, the value and the remedy. */
const messageProblem = (message: unknown): readonly [string, unknown, string] | undefined => {
  if (!isRecord(message)) return ['is', message, 'pass { role, content }'];
  const { role, tool_calls: calls, tool_call_id: answered, waiting } = message;
  if (!ROLES.includes(role as string)) return ['has the role', role, `it must be one of ${ROLES.join(', ')}`];
  if (role === 'assistant' && calls != null && !(Array.isArray(calls) && calls.every(isCall)))
    return ['has the tool_calls', calls, 'each must be { id, function: { name, arguments } }'];
  if (role === 'tool' && !isString(answered))
    return ['answers call', answered, 'its tool_call_id must be the id of that call'];
  if (role === 'tool' && waiting != null && !(isRecord(waiting) && REASONS.includes(waiting['reason'] as string)))
    return ['waits', waiting, `its reason must be one of ${REASONS.join(', ')}`];
  return undefined;
};

const isCall = (call: unknown): boolean => {
  const { id, function: called } = (call ?? {}) as {
    readonly id?: unknown;
    readonly function?: Partial<ToolCall['function']>;
  };
  return [id, called?.name, called?.arguments].every(isString);
};
