import { SwarmError, type SwarmErrorDetails } from '../../errors.ts';

export interface Amendment extends SwarmErrorDetails {
  readonly message?: string;
}

/** The same failure with something said otherwise; what the amendment names, even as undefined, is replaced. */
export const amended = (error: SwarmError, amendment: Amendment): SwarmError => {
  const { cause, status, retryAfter, attempts, response } = error;
  const details = { cause, status, retryAfter, attempts, response, ...amendment };
  return new SwarmError(error.type, amendment.message ?? error.message, details);
};
