/** A tool as the lock remembers it: enough to say in words what changed. */
export interface LockedTool {
  /** Of all that is sent. */
  readonly hash: string;
  readonly description: string;
  /** `required` or `optional`, and the hash of its schema. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A type that is tagged `@schema`, likewise. */
export interface LockedOutput {
  readonly hash: string;
  readonly description: string;
  readonly properties: LockedTool['parameters'];
}

export interface Lock {
  /** What the tokens were counted with. */
  readonly tokenizer: string;
  readonly tools: Readonly<Record<string, LockedTool>>;
  readonly outputs: Readonly<Record<string, LockedOutput>>;
  /** Tokens of an agent's prompt before anything was said: its tools as sent, and its instructions where they are fixed. */
  readonly agents: Readonly<Record<string, number>>;
}

/** What an agent's prompt is made of. */
export interface Prompt {
  readonly name: string;
  /** Absent where a function makes them. */
  readonly instructions?: string;
  readonly functions: readonly { readonly name: string; readonly file?: string }[];
}
