import { messageOf, SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response } from '../../agent/response.ts';
import type { SwarmErrorType } from '../../messages/events.ts';
import { isRecord } from '../../util/is-record.ts';
import { redactText } from '../../util/redact.ts';
import { isFailure, isResponse } from './shapes.ts';

/** The end of a run, as its stream holds it. */
export interface Ending {
  readonly response?: Response<RemoteAgent>;
  readonly error?: {
    readonly type: SwarmErrorType;
    readonly message: string;
    readonly status?: number | undefined;
    readonly code?: string | undefined;
    readonly requestId?: string | undefined;
    readonly body?: string | undefined;
    readonly attempts?: number | undefined;
  };
}

/** Returns a failure as it is stored: with the response so far, without its cause. */
export const endingOf = (error: unknown): Ending => {
  const { type, status, code, requestId, body, attempts, response } =
    error instanceof SwarmError ? error : new SwarmError('model', messageOf(error));
  const message = redactText(messageOf(error));
  return { error: { type, message, status, code, requestId, body, attempts }, ...(response && { response }) };
};

/** Reads the end of a run. Returns its response. @throws SwarmError as the run failed, or `protocol` for another text. */
export const responseOf = (text: string): Response<RemoteAgent> => {
  const { response, error } = parse(text);
  if (error) {
    const { type, message, ...details } = error;
    // The agent is known by its name only.
    throw new SwarmError(type, message, { ...details, response: response as unknown as Response | undefined });
  }
  if (response === undefined) {
    throw new SwarmError('protocol', 'The stored end of the run is neither a response nor an error.');
  }
  return response;
};

/** Returns the parts of an end that are sound. */
const parse = (text: string): Ending => {
  try {
    const ending: unknown = JSON.parse(text);
    if (!isRecord(ending)) return {};
    const { response, error } = ending as Ending;
    return { ...(isResponse(response) && { response }), ...(isFailure(error) && { error }) };
  } catch {
    return {};
  }
};
