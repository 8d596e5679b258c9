import type { SwarmError } from './agent/errors.ts';

const LONGEST = 60_000;

/** The milliseconds a server asks to wait, up to a minute; one that asks for more counts as one that said nothing. */
export const retryWait = ({ retryAfter }: SwarmError): number | undefined =>
  retryAfter !== undefined && retryAfter <= LONGEST ? retryAfter : undefined;
