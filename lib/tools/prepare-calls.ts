import { threw } from '../agent/errors.ts';
import type { CheckedArguments } from '../agent/function-schema.ts';
import type { PreparedAgent, PreparedFunction } from '../agent/prepare.ts';
import type { Approval } from '../agent/run-options.ts';
import { type ParsedArguments, parseArguments } from '../messages/arguments.ts';
import type { ToolCall } from '../messages/types.ts';

/** A call with all that decides what becomes of it, looked up and checked once. */
export interface PreparedCall {
  readonly call: ToolCall;
  /** The function that it names; `undefined` if the agent lacks a function of that name. */
  readonly fn: PreparedFunction | undefined;
  /** Its arguments, or what is wrong with them in words that a model can act on. */
  readonly input: CheckedArguments;
  /** The caller's decision on it, if there is one. */
  readonly decision: Approval | undefined;
  /** True while it needs an approval that nobody has given or declined. */
  readonly waits: boolean;
}

/**
 * Prepares the calls of a message for the active agent.
 *
 * @throws SwarmError `function` when an approval predicate throws.
 */
export const prepareCalls = (
  calls: readonly ToolCall[],
  { functions }: PreparedAgent,
  approvals: Readonly<Record<string, Approval>> = {},
): readonly PreparedCall[] =>
  calls.map((call) => {
    const fn = functions.get(call.function.name);
    const input = check(parseArguments(call), fn);
    const decision = Object.hasOwn(approvals, call.id) ? approvals[call.id] : undefined;
    return { call, fn, input, decision, waits: decision === undefined && needsApproval(fn, input, call) };
  });

const check = (input: ParsedArguments, fn: PreparedFunction | undefined): CheckedArguments =>
  'value' in input && fn?.schema ? fn.schema.check(input.value) : input;

/** Returns false for a call whose arguments are wrong, because it fails anyway. */
const needsApproval = (fn: PreparedFunction | undefined, input: CheckedArguments, call: ToolCall): boolean => {
  if ('problem' in input) return false;
  const approval = fn?.schema?.approval ?? false;
  return typeof approval === 'function' ? ask(approval, input.value, call) : approval;
};

type Arguments = Readonly<Record<string, unknown>>;
type Predicate = (value: Arguments) => boolean;

const ask = (predicate: Predicate, value: Arguments, { function: { name } }: ToolCall): boolean => {
  try {
    return predicate(value);
  } catch (error) {
    throw threw(`The approval predicate of function "${name}"`, error);
  }
};
