/** A tool in the lock, with enough detail to describe a change in words. */
export interface LockedTool {
  /** Hash of the whole tool as it is sent. */
  readonly hash: string;
  /** The tool's description. */
  readonly description: string;
  /** By parameter: `required` or `optional`, and the hash of its schema. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A type tagged `@schema`, in the same form. */
export interface LockedOutput {
  /** Hash of the whole schema as it is sent. */
  readonly hash: string;
  /** The output's description. */
  readonly description: string;
  /** By property: `required` or `optional`, and the hash of its schema. */
  readonly properties: LockedTool['parameters'];
}

/** Content of the lock file. */
export interface Lock {
  /** Name of the tokenizer. */
  readonly tokenizer: string;
  /** Tools by `<file>#<function>`. */
  readonly tools: Readonly<Record<string, LockedTool>>;
  /** Outputs by `<file>#<type>`. */
  readonly outputs: Readonly<Record<string, LockedOutput>>;
  /** Tokens of an agent's first prompt: its tools as they are sent, and its instructions when they are a constant. */
  readonly agents: Readonly<Record<string, number>>;
}

/** The parts of an agent's prompt. */
export interface Prompt {
  /** Name of the agent. */
  readonly name: string;
  /** Absent when a function makes the instructions. */
  readonly instructions?: string;
  /** The agent's functions. `file` is absent when its source is not known. */
  readonly functions: readonly { readonly name: string; readonly file?: string }[];
}
