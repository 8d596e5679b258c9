import type { Decision, Decisions } from '../../agent/decision.ts';
import { SwarmError } from '../../agent/errors.ts';
import type { ApprovalRule } from '../../agent/function-schema.ts';
import type { PreparedAgent } from '../../agent/prepare.ts';
import { parseArguments } from '../../messages/arguments.ts';
import { openCalls, waitingIds } from '../../messages/history.ts';
import type { Message, ToolCall } from '../../messages/types.ts';
import { waitingCalls } from '../../messages/waiting.ts';
import { checkDecision } from '../../tools/check-decision.ts';
import { type PreparedCall, prepareCalls } from '../../tools/prepare-calls.ts';
import { show } from '../../util/stringify.ts';
import type { Caller } from '../http/options.ts';
import { Refusal } from '../http/refusal.ts';

/**
 * Holds a client's decisions against the calls that wait, before anything is executed.
 *
 * @throws Refusal 400 for a call that does not wait and for a decision that does not fit, 403 for an edit that is not allowed.
 */
export const assertDecisions = (decisions: Decisions, messages: readonly Message[], active: PreparedAgent): void => {
  const waiting = waitingIds(messages);
  const stray = Object.keys(decisions).find((id) => !waiting.includes(id));
  if (stray !== undefined) throw new Refusal(400, 'decision', `Bad Request: no call ${show(stray)} waits.`);
  const decided = openCalls(messages).filter(({ id }) => Object.hasOwn(decisions, id));
  if (active.lookUp) {
    assertUnedited(decided, decisions);
    return;
  }
  for (const prepared of fitting(() =>
    prepareCalls(decided, active, { decisions, known: waitingCalls(messages), check: checkDecision }),
  )) {
    if (isEdited(prepared.decision)) assertEditable(prepared);
  }
};

/** The run alone knows functions that come and go, and holds the decisions against them. An edit it could not refuse with a status. */
const assertUnedited = (decided: readonly ToolCall[], decisions: Decisions): void => {
  const edited = decided.find(({ id }) => isEdited(decisions[id]));
  if (edited) throw notEditable(edited);
};

const notEditable = ({ function: { name } }: ToolCall): Refusal =>
  new Refusal(403, 'decision', `Forbidden: the arguments of ${show(name)} may not be changed so. Approve or decline.`);

const fitting = <T>(prepare: () => T): T => {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof SwarmError) || error.type !== 'usage') throw error;
    throw new Refusal(400, 'decision', `Bad Request: ${error.message}`);
  }
};

const isEdited = (decision: Decision | undefined): boolean => typeof decision === 'object' && 'arguments' in decision;

const assertEditable = ({ call, fn, input }: PreparedCall): void => {
  const { edit }: ApprovalRule = typeof fn?.schema?.approval === 'object' ? fn.schema.approval : {};
  if ('problem' in input || edit === undefined || !allows(edit, call, input.value)) throw notEditable(call);
};

/** Fails closed: only `true` allows, and a predicate that throws does not. */
const allows = (edit: NonNullable<ApprovalRule['edit']>, call: ToolCall, after: Readonly<Record<string, unknown>>) => {
  if (edit === true) return true;
  const before = parseArguments(call);
  try {
    const isAllowed: unknown = 'value' in before && edit(before.value, after);
    return isAllowed === true;
  } catch {
    return false;
  }
};

/** Signs edits with the caller's key, which `authorize` named. */
export const signed = (decisions: Decisions, { key }: Caller): Decisions =>
  Object.fromEntries(
    Object.entries(decisions).map(([id, decision]) => [
      id,
      key !== undefined && typeof decision === 'object' && 'arguments' in decision
        ? { ...decision, by: key }
        : decision,
    ]),
  );
