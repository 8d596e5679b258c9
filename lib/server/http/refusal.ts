/**
 * Why a request is refused:
 * - `request`: it is not what a client of this server sends
 * - `unauthorized`: `authorize` did not let it in
 * - `state`: its state is not from here, is another caller's, or has expired
 * - `approval`: it decides a call that does not wait, or one that was decided before
 * - `limit`: it is more than the server takes
 */
export type RefusalType = 'request' | 'unauthorized' | 'state' | 'approval' | 'limit';

/** A request that is answered with a status instead of a run. Its message is for the client to read. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly type: RefusalType;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, type: RefusalType, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}
