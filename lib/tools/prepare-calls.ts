import type { Decision, Decisions } from '../agent/decision.ts';
import type { CheckedArguments } from '../agent/function-schema.ts';
import type { PreparedAgent, PreparedFunction } from '../agent/prepare.ts';
import { parseArguments } from '../messages/arguments.ts';
import type { ToolCall } from '../messages/types.ts';
import type { CallFacts, Waiting } from '../messages/waiting.ts';
import { waitOf } from './approval.ts';
import { factsAfter, settles } from './decide.ts';

/** A call with all that decides what becomes of it, looked up and checked once. */
export interface PreparedCall {
  readonly call: ToolCall;
  /** The function that it names; `undefined` if the agent lacks a function of that name. */
  readonly fn: PreparedFunction | undefined;
  /** Its arguments, or what is wrong with them in words that a model can act on. */
  readonly input: CheckedArguments;
  /** The caller's decision on it, if there is one. */
  readonly decision: Decision | undefined;
  /** Facts about it, those of the decision included. */
  readonly facts: CallFacts;
  /** The state in which it waits; `undefined` if it can be executed. */
  readonly waits: Waiting | undefined;
}

/**
 * Throws a usage error for a decision that does not fit its call. Takes what the call waited for, and the call with the arguments
 * that it would be executed with.
 */
export type CheckDecision = (
  decision: Decision,
  waited: Waiting | undefined,
  subject: Pick<PreparedCall, 'call' | 'fn' | 'input'>,
) => void;

/** The state in which earlier runs and the caller left the calls of a turn. */
export interface Standing {
  /** The caller's decisions. */
  readonly decisions: Decisions;
  /** The calls that waited at the end of an earlier run, by id. */
  readonly known: ReadonlyMap<string, Waiting>;
  /** Refuses decisions that do not fit. Default: none is refused. */
  readonly check: CheckDecision | undefined;
}

/**
 * Prepares the calls of a message for the active agent.
 * @throws SwarmError `function` when an approval predicate throws, `usage` when a decision does not fit its call.
 */
export const prepareCalls = (
  calls: readonly ToolCall[],
  { functions }: PreparedAgent,
  { decisions, known, check }: Standing,
): readonly PreparedCall[] =>
  calls.map((call) => {
    const fn = functions.get(call.function.name);
    const decision = Object.hasOwn(decisions, call.id) ? decisions[call.id] : undefined;
    const before = known.get(call.id);
    const facts: CallFacts = before ?? {};
    const input = inputOf(call, fn, facts);
    const waits = fn && (before ?? waitOf(call, fn, input, facts));
    const prepared = { call, fn, input, decision, facts, waits };
    return decision === undefined ? prepared : decided(prepared, decision, check);
  });

/** Returns a call after a decision on it. */
const decided = (before: PreparedCall, decision: Decision, check: CheckDecision | undefined): PreparedCall => {
  const { call, fn } = before;
  const facts = factsAfter(before.facts, decision);
  const input = facts.arguments ? inputOf(call, fn, facts) : before.input;
  check?.(decision, before.waits, { call, fn, input });
  return { ...before, facts, input, waits: settles(decision) ? undefined : waitOf(call, fn, input, facts) };
};

const inputOf = (call: ToolCall, fn: PreparedFunction | undefined, facts: CallFacts): CheckedArguments => {
  const input = facts.arguments ? { value: facts.arguments } : parseArguments(call);
  return 'value' in input && fn?.schema ? fn.schema.check(input.value) : input;
};
