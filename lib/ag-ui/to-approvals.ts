import type { Approval } from '../agent/run-options.ts';
import { isRecord } from '../util/is-record.ts';

/** What a client decided of an interrupt. Only `true` or `{ approved: true }` lets a call run. */
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
