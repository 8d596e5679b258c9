import type { Approval } from '../agent/run-options.ts';
import { isRecord } from '../util/is-record.ts';

/** Reads a client's decision on an interrupt. Only `true` and `{ approved: true }` approve a call. */
export const toApproval = ({
  status,
  payload,
}: {
  readonly status?: unknown;
  readonly payload?: unknown;
}): Approval => {
  const { approved, reason } = isRecord(payload) ? payload : { approved: payload };
  if (status === 'resolved' && approved === true) return true;
  return { declined: typeof reason === 'string' ? reason : 'The user declined.' };
};
