/** The call a function is executed for: a parameter at the place of `'$call'` in a schema's `order`. */
export interface CallContext {
  /** That of the call, as the model gave it: unique within its message only. */
  readonly id: string;
  /** `RunOptions.runId`. */
  readonly run: string;
  /** Run, place in the conversation and id in one: the same whenever this very call is executed again, and no other's. */
  readonly idempotencyKey: string;
}
