import type { JsonSchema } from '../types.ts';

/** What a JSON string or array stands for in the signature. */
export type Revival = 'date' | 'url' | 'bytes' | 'bigint' | 'set' | 'map';

/** How a function looks to a model, and how its arguments find their parameters. */
export interface FunctionSchema {
  /** Default: the function's own name. `^[a-zA-Z0-9_-]{1,64}$` */
  readonly name?: string;
  readonly description?: string;
  /** An object schema, JSON Schema 2020-12 or TypeBox. Default: no parameters. */
  readonly parameters?: JsonSchema;
  /**
   * Every parameter in its place: `'id'`, `'...ids'`, `'contextVariables'`, `'$signal'` (an AbortSignal) or
   * `'$arguments'` (the whole arguments object). Default: the properties of `parameters`, in their order.
   */
  readonly order?: readonly string[];
  /** Ask the endpoint for strict mode. Default false. */
  readonly strict?: boolean;
  /** The functions' own defaults, for readers: they are applied by the function itself. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** By JSON pointer into the arguments (`*` for each item or value): what a value becomes before the call. */
  readonly revive?: Readonly<Record<string, Revival>>;
  /** True, or a predicate on the arguments: the call waits until the caller approves it. Default false. */
  readonly approval?: boolean | ((input: Readonly<Record<string, unknown>>) => boolean);
}
