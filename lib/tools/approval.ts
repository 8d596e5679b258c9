import { threw } from '../agent/errors.ts';
import type { CheckedArguments } from '../agent/function-schema.ts';
import type { PreparedFunction } from '../agent/prepare.ts';
import type { ToolCall } from '../messages/types.ts';
import type { CallFacts, Waiting } from '../messages/waiting.ts';
import type { PreparedCall } from './prepare-calls.ts';

/**
 * Returns the calls to execute now: all that do not wait. While one waits, none, until the caller has decided about at least one
 * call of the turn.
 */
export const executable = (calls: readonly PreparedCall[]): readonly PreparedCall[] => {
  const ready = calls.filter(({ waits }) => !waits);
  return ready.length === calls.length || calls.some(({ decision }) => decision !== undefined) ? ready : [];
};

/**
 * Returns the state in which a call has to wait, or `undefined` if it can be executed. A call whose arguments are wrong never
 * waits, because it fails anyway.
 *
 * @throws SwarmError `function` when an approval predicate throws.
 */
export const waitOf = (
  call: ToolCall,
  fn: PreparedFunction | undefined,
  input: CheckedArguments,
  facts: CallFacts,
): Waiting | undefined => {
  if ('problem' in input) return undefined;
  if (facts.approved !== true && needsApproval(fn, input.value, call)) return { ...facts, reason: 'approval' };
  return fn?.schema?.client ? { ...facts, reason: 'client' } : undefined;
};

type Arguments = Readonly<Record<string, unknown>>;

const needsApproval = (
  fn: PreparedFunction | undefined,
  value: Arguments,
  { function: { name } }: ToolCall,
): boolean => {
  const { approval = false } = fn?.schema ?? {};
  const when = typeof approval === 'object' ? (approval.when ?? true) : approval;
  if (typeof when === 'boolean') return when;
  try {
    return when(value);
  } catch (error) {
    throw threw(`The approval predicate of function "${name}"`, error);
  }
};
