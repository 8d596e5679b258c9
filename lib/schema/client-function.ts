import { usageError } from '../agent/errors.ts';
import type { AnyFunction, FunctionSchema } from '../agent/function-schema.ts';
import { withSchema } from './with-schema.ts';

/** The schema of a function that the client executes. */
export interface ClientFunctionSchema extends Omit<FunctionSchema, 'order' | 'revive' | 'client'> {
  /** The name by which the model calls the function, `^[a-zA-Z0-9_-]{1,64}$`. */
  readonly name: string;
}

/**
 * Declares a function that the subscriber executes, such as a page: a call of it waits for `{ result }` or `{ error }`. With
 * `returns`, a result that does not fit its schema is refused.
 *
 * @throws SwarmError `usage` for a schema that cannot be sent or checked.
 *
 * @example
 * ```ts
 * const agent = new Agent({ functions: [clientFunction({ name: 'readClipboard', description: 'Reads the clipboard.' })] });
 * ```
 */
export const clientFunction = (schema: ClientFunctionSchema): AnyFunction =>
  withSchema(
    () => {
      throw usageError(`"${schema.name}" is executed by the client: decide its call with { result } or { error }.`);
    },
    { ...schema, order: schema.parameters ? ['$arguments'] : [], client: true },
  );
