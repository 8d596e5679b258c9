/**
 * The call a function is executed for: a parameter at the place of `'$call'` in a schema's `order`. Introspection knows the
 * type by the name of this file.
 */
export interface CallContext<A extends readonly unknown[] = readonly unknown[]> {
  /** The call's id, as the model gave it: unique within its message only. */
  readonly id: string;
  /** The run's id, as `runId` of the run options named it. */
  readonly run: string;
  /** Run, place in the conversation and id in one: the same whenever this very call is executed again, and no other's. */
  readonly idempotencyKey: string;
  /**
   * The answers to the questions that the function asked with `ask` so far, in order: none at its first call. `A` names their
   * types; the schema of each question has checked them.
   */
  readonly answers: Partial<A>;
}
