import type { JsonSchema } from '../messages/types.ts';
import type { CallContext } from './call-context.ts';

/** Any function: what it takes is its schema's to say. */
export type AnyFunction = (...input: never[]) => unknown;

/** Checked arguments, or what is wrong with them in words a model can act on. */
export type CheckedArguments = { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** A function's schema together with what it takes to use it. Made by `rxswarm/schema`, read by the core. */
export interface BoundSchema extends Omit<FunctionSchema, 'parameters'> {
  readonly name: string;
  /** As the endpoint takes it. */
  readonly parameters: JsonSchema;
  readonly strict: boolean;
  /** Holds the arguments against the schema; strict mode's nulls are gone from what it returns. */
  readonly check: (input: unknown) => CheckedArguments;
  /** The parameters in their places, revived, for arguments that passed `check`. */
  readonly spread: (
    value: Readonly<Record<string, unknown>>,
    injected: { readonly contextVariables: object; readonly signal: AbortSignal; readonly call?: CallContext },
  ) => readonly unknown[];
}

/** What the model is told of a function that takes nothing. */
export const NO_PARAMETERS: JsonSchema = { type: 'object', properties: {}, additionalProperties: false };

/** Registered globally, so that a function bound by one copy of the package is known to another. */
export const SCHEMA = Symbol.for('rxswarm.schema');

/** The schema bound to a function, if one is. */
export const boundSchema = (fn: AnyFunction): BoundSchema | undefined =>
  (fn as { readonly [SCHEMA]?: BoundSchema })[SCHEMA];

/** What a JSON string or array stands for in the signature. */
export type Revival = 'date' | 'url' | 'bytes' | 'bigint' | 'set' | 'map';

/** An object schema: TypeBox's type has no index signature, a literal's has no property that TypeBox knows. */
export type ObjectSchema = { readonly type: string } | { readonly type: string; readonly [keyword: string]: unknown };

/** How a function looks to a model, and how its arguments find their parameters. */
export interface FunctionSchema {
  /** Default: the function's own name. `^[a-zA-Z0-9_-]{1,64}$` */
  readonly name?: string;
  readonly description?: string;
  /**
   * An object schema, JSON Schema 2020-12 or TypeBox, as the signature has it: what may be left out is not `required`,
   * a tuple is `prefixItems`. What the endpoint is sent is derived from it. Default: no parameters.
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
   * What arguments are held against, where `parameters` is already in the endpoint's words and can say less.
   * Default: `parameters`.
   */
  readonly accepts?: ObjectSchema;
  /**
   * Ask the endpoint for strict mode: each property is sent as required and what may be left out as nullable, and such
   * a null is gone before the call. Default false.
   */
  readonly strict?: boolean;
  /** The functions' own defaults, for readers: they are applied by the function itself. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** By JSON pointer into the arguments (`*` for each item or value, `**` for any depth): what a value becomes before the call. */
  readonly revive?: Readonly<Record<string, Revival>>;
  /** True, or a predicate on the arguments: the call waits until the caller approves it. Default false. */
  readonly approval?: boolean | ((input: Readonly<Record<string, unknown>>) => boolean);
}
