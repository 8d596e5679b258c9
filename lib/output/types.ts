import type { JsonSchema } from '../types.ts';

/**
 * What an answer has to be, and what holds it to that: `outputSchema` of `rxswarm/schema` makes it, so that the core
 * needs no validator.
 */
export interface Output<T = unknown> {
  /** What the endpoint calls it. */
  readonly name: string;
  readonly description?: string;
  /** As the endpoint takes it. */
  readonly schema: JsonSchema;
  readonly strict: boolean;
  /** `format` asks with `response_format`; `tool` has the model call a function, for servers that know no such format. */
  readonly mode: 'format' | 'tool';
  /** How many times the model is asked again, with what was wrong. */
  readonly retries: number;
  /** The value, or what is wrong with it in words a model can act on. */
  readonly check: (answer: unknown) => CheckedOutput<T>;
}

export type CheckedOutput<T = unknown> = { readonly value: T } | { readonly problem: string };

/** What an agent answers with: `OutputOf<Agent<Shop, Order>>` is `Order`. */
export type OutputOf<A> = A extends { readonly output: Output<infer O> | undefined } ? O : unknown;

/** A value that is arriving: everything may be absent still, lists grow, texts too. */
export type DeepPartial<T> = T extends readonly (infer E)[]
  ? readonly DeepPartial<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;
