import { type Decision, isDecision } from '../agent/decision.ts';
import { isRecord } from '../util/is-record.ts';

/**
 * Reads a client's decision on an interrupt. Only `true` and `{ approved: true }` approve a call; `{ answer }`, `{ result }` and
 * `{ error }` decide calls that wait for something else.
 */
export const toDecision = ({
  status,
  payload,
}: {
  readonly status?: unknown;
  readonly payload?: unknown;
}): Decision => {
  const { approved, arguments: edited, reason, ...given } = isRecord(payload) ? payload : { approved: payload };
  if (status === 'resolved' && approved === true) return isRecord(edited) ? { arguments: edited } : true;
  if (status === 'resolved' && approved === undefined && isDecision(given)) return given;
  return { declined: typeof reason === 'string' ? reason : 'The user declined.' };
};
