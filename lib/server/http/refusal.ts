/**
 * Why a request is refused:
 * - `request`: the request is malformed
 * - `unauthorized`: `authorize` rejected it
 * - `model_not_found`: it names a model that is not served
 * - `state`: the state was not made by this server for this caller, or it has expired
 * - `decision`: it decides a call that does not wait, in a way that does not fit or is not allowed, or a second time
 * - `run`: it names a run that is unknown, or begins a second run from a state whose run is under way
 * - `limit`: it exceeds one of the server's limits
 */
export type RefusalType = 'request' | 'unauthorized' | 'model_not_found' | 'state' | 'decision' | 'run' | 'limit';

/** A request that is answered with a status instead of a run. The client reads its message. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The HTTP status. */
  readonly status: number;
  /** The kind of refusal, for programs. */
  readonly type: RefusalType;
  /** Headers of the answer, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, type: RefusalType, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}

/** Returns the 400 for a body that breaks the protocol. The problem names the field and the remedy. */
export const badRequest = (problem: string): Refusal => new Refusal(400, 'request', `Bad Request: ${problem}`);
