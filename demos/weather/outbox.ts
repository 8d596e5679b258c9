/** Context variables of the weather agent's functions. */
export interface Outbox {
  /** The mail sent so far. It is kept here and never sent. */
  readonly sent: readonly { readonly to: string; readonly subject: string; readonly body: string }[];
}
