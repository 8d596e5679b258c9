import { readArguments } from './arguments.ts';
import { threw } from '../agent/errors.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { Approval, RunOptions } from '../agent/run-options.ts';
import type { ToolCall } from '../messages/types.ts';

type Approvals = RunOptions['approvals'];

/** What the caller decided of a call, if anything. */
export const decisionOf = (approvals: Approvals, { id }: ToolCall): Approval | undefined =>
  approvals !== undefined && Object.hasOwn(approvals, id) ? approvals[id] : undefined;

/**
 * The calls of a turn that can be executed now. While one waits for approval and none has been decided, that is none
 * of them; once the caller has decided, all but those that are still undecided.
 */
export const executable = (
  calls: readonly ToolCall[],
  active: PreparedAgent,
  approvals: Approvals,
): readonly ToolCall[] => {
  const decided = (call: ToolCall) => decisionOf(approvals, call) !== undefined;
  const ready = calls.filter((call) => decided(call) || !needsApproval(call, active));
  return ready.length === calls.length || calls.some(decided) ? ready : [];
};

/** Of calls that nobody decided, those that wait until somebody does. */
export const waiting = (calls: readonly ToolCall[], active: PreparedAgent): readonly ToolCall[] =>
  calls.filter((call) => needsApproval(call, active));

/** Its function asks for approval, and its arguments are sound: what fails anyway need not be decided. */
const needsApproval = ({ function: called }: ToolCall, { functions }: PreparedAgent): boolean => {
  const prepared = functions.get(called.name);
  const approval = prepared?.schema?.approval ?? false;
  if (prepared === undefined || approval === false) return false;
  const input = readArguments(called.arguments, prepared);
  if ('problem' in input || approval === true) return 'value' in input;
  try {
    return approval(input.value);
  } catch (error) {
    throw threw(`The approval predicate of function "${called.name}"`, error);
  }
};
