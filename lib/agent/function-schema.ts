import type { JsonSchema } from '../messages/types.ts';
import type { CallContext } from './call-context.ts';

/** Any function. Its schema says which arguments it takes. */
export type AnyFunction = (...input: never[]) => unknown;

/** Arguments that passed, or the problem in words that a model can act on. */
export type CheckedArguments =
  | {
      /** A copy of the arguments, without `__proto__` keys and without nulls that stand for absent properties. */
      readonly value: Readonly<Record<string, unknown>>;
    }
  | {
      /** The problems, a line each: path, expectation and value. */
      readonly problem: string;
    };

/** The schema of a function with the means to use it. Made by `rxswarm/schema`, read by the loop. */
export interface BoundSchema extends Omit<FunctionSchema, 'parameters'> {
  /** The name by which the model calls the function. */
  readonly name: string;
  /** The parameters as the endpoint takes them. */
  readonly parameters: JsonSchema;
  /** True if the endpoint is asked for strict mode. */
  readonly strict: boolean;
  /** Checks arguments. Returns a copy of them, without the nulls by which strict mode leaves a property out. */
  readonly check: (input: unknown) => CheckedArguments;
  /** Returns what keeps a value from fitting the schema of a question or a result, or `undefined`. `title` begins the sentence. */
  readonly answerProblem: (schema: object, value: unknown, title: 'answer' | 'result') => string | undefined;
  /** Returns the parameters in their places, revived. Takes arguments that passed `check`, and what `order` names besides them. */
  readonly spread: (
    value: Readonly<Record<string, unknown>>,
    injected: { readonly contextVariables: object; readonly signal?: AbortSignal; readonly call?: CallContext },
  ) => readonly unknown[];
}

/** The parameters that are sent for a function without parameters. */
export const NO_PARAMETERS: JsonSchema = { type: 'object', properties: {}, additionalProperties: false };

/** Registered globally, so that a function bound by one copy of the package is known to another. */
export const SCHEMA = Symbol.for('rxswarm.schema');

/**
 * Returns the schema that is bound to a function, or `undefined`.
 *
 * @example
 * ```ts
 * boundSchema(refund)?.check({ id: 3 }); // { problem: 'id: expected string, got number 3' }
 * ```
 */
export const boundSchema = (fn: AnyFunction): BoundSchema | undefined =>
  (fn as { readonly [SCHEMA]?: BoundSchema })[SCHEMA];

/** The kind of value that a JSON string, array or object becomes before the call. */
export type Revival = 'date' | 'url' | 'bytes' | 'bigint' | 'set' | 'map';

/** A JSON Schema of the type `object`: TypeBox's, which has no index signature, or a plain one. */
export type ObjectSchema =
  | {
      /** `'object'`, which a schema in a variable widens to `string`. */
      readonly type: string;
    }
  | {
      /** `'object'`, which a schema in a variable widens to `string`. */
      readonly type: string;
      readonly [keyword: string]: unknown;
    };

/** A function as a model sees it, and the places of its arguments. */
export interface FunctionSchema {
  /** The name by which the model calls the function, `^[a-zA-Z0-9_-]{1,64}$`. Default: the function's own. */
  readonly name?: string;
  /** Tells the model what the function does. Default: nothing is said. */
  readonly description?: string;
  /**
   * An object schema, JSON Schema 2020-12 or TypeBox, in the words of the signature: an optional parameter is not `required`, a
   * tuple has `prefixItems`. The schema that the endpoint is sent is derived from it. Default: no parameters.
   */
  readonly parameters?: ObjectSchema;
  /**
   * Every parameter in its place: `'id'`, `'...ids'`, `'contextVariables'`, `'$signal'` (an AbortSignal),
   * `'$call'` (a `CallContext`: which call of which run this is, and an idempotency key),
   * `'$arguments'` (the whole arguments object) or `'$undefined'` (a parameter that JSON cannot hold and that may be left
   * out). Default: the properties of `parameters`, in their order.
   */
  readonly order?: readonly string[];
  /**
   * The schema that arguments are checked against, where `parameters` is already in the endpoint's words and can say less.
   * Default: `parameters`.
   */
  readonly accepts?: ObjectSchema;
  /**
   * True asks the endpoint for strict mode: each property is sent as required and an optional one as nullable. Such nulls are
   * removed before the call. A schema beyond the limits of strict mode is sent without it. Default: false.
   */
  readonly strict?: boolean;
  /** The function's own defaults, for readers of the schema: the function applies them itself. Default: none. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** By JSON pointer into the arguments (`*` for each item or value, `**` for any depth): the kind a value becomes. Default: none. */
  readonly revive?: Readonly<Record<string, Revival>>;
  /** True, or true for the arguments: the call waits until the caller approves it. Default: false. */
  readonly approval?: Approval | ApprovalRule;
  /**
   * True: the call waits until the subscriber gives its result, because the function is executed there. Written by
   * `clientFunction`. Default: false.
   */
  readonly client?: boolean;
  /**
   * JSON Schema, TypeBox or plain, of the result of a client's function. The page checks what its function returned, and the server
   * what the page sent. Results of other functions are not checked. Default: any result.
   */
  readonly returns?: object;
}

/** Approvals that a function needs: of all calls, or of those for whose arguments the predicate returns true. */
export type Approval = boolean | ((input: Readonly<Record<string, unknown>>) => boolean);

/** An approval that may change the call. */
export interface ApprovalRule {
  /** Calls that wait. Default: true, all of them. */
  readonly when?: Approval;
  /**
   * Edits that a client behind a server may make: all, or those for whose arguments before and after the predicate returns true.
   * A caller in the same process may always edit. Default: none.
   */
  readonly edit?:
    true | ((before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) => boolean);
}
