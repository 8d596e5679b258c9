/** What the weather agent's functions know beside the conversation. */
export interface Outbox {
  /** The mail sent so far. Nothing leaves this machine. */
  readonly sent: readonly { readonly to: string; readonly subject: string; readonly body: string }[];
}
