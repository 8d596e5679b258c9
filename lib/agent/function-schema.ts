import type { CallContext } from '../call-context.ts';
import type { JsonSchema } from '../messages/types.ts';
import type { FunctionSchema } from '../schema/types.ts';

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
