import type { RetryEvent } from '../messages/events.ts';
import type { AssistantMessage, JsonSchema, Message, Tool, ToolChoice } from '../messages/types.ts';

/** The shape of an answer, as data. `T` is the type of the value. */
export interface OutputFields<T = unknown> {
  /** The name of the schema in requests, `^[a-zA-Z0-9_-]{1,64}$`. */
  readonly name: string;
  /** Tells the model what the answer is. Default: nothing is said. */
  readonly description?: string;
  /** The schema as the endpoint takes it. */
  readonly schema: JsonSchema;
  /** True if the endpoint is asked for strict mode. */
  readonly strict: boolean;
  /** `'format'` asks with `response_format`; `'tool'` has the model call a function, for servers without that parameter. */
  readonly mode: 'format' | 'tool';
  /** How many times the model is told the problem and asked again, from 0 up. */
  readonly retries: number;
  /** Returns the value of an answer, or the problem in words that a model can act on. */
  readonly check: (answer: unknown) => CheckedOutput<T>;
}

/**
 * The shape of an answer and the means to enforce it. `outputSchema` of `rxswarm/schema` makes one, so that the loop needs no
 * validator. The methods read the fields: a copy with other fields is an output too.
 */
export interface Output<T = unknown> extends OutputFields<T> {
  /**
   * Adds the output to the tools and the choice of the agent. Called for each request.
   *
   * @throws SwarmError `usage` if one of the tools has the name by which the output is answered.
   */
  offer(tools: readonly Tool[], choice: ToolChoice | undefined): Offer;
  /** Judges the last message of a turn; returns `undefined` if it only calls functions. Called once a turn, never throws. */
  judge(answer: AssistantMessage, standing: Standing): Verdict | undefined;
}

/** The part of a request that an output decides. */
export interface Offer {
  /** The tools of the agent, and the one to answer with. */
  readonly tools: readonly Tool[];
  /** Sent as `tool_choice`; `undefined` for the endpoint's own. */
  readonly choice: ToolChoice | undefined;
  /** Sent as `response_format`. */
  readonly format?: JsonSchema;
}

/** State of a run at the end of a turn, as far as an output reads it. */
export interface Standing {
  /** The server's word for why the model stopped. */
  readonly finishReason?: string | undefined;
  /** How many answers were rejected before this one. Default: 0. */
  readonly rejected?: number | undefined;
}

/** The judgement on an answer. */
export interface Verdict {
  /** Messages to append: one answer for each call that carried the final answer. */
  readonly replies: readonly Message[];
  /** Emitted before the run goes on. */
  readonly events: readonly RetryEvent[];
  /** Changes of the run's state. */
  readonly changes: {
    /** The value of an accepted answer. */
    readonly output?: {
      /** The answer as a value of the output's type; may be null. */
      readonly value: unknown;
    };
    /** True if the run has its answer. */
    readonly answered?: boolean;
    /** Takes the place of the server's word. */
    readonly finishReason?: string;
    /** How many answers were rejected, with this one. */
    readonly rejected?: number | undefined;
    /** The error that the run fails with. */
    readonly failure?: Error;
  };
}

/** The value of an answer, or the problem in words that a model can act on. */
export type CheckedOutput<T = unknown> =
  | {
      /** The answer as a value of the output's type. */
      readonly value: T;
    }
  | {
      /** The mistake in the answer, in words that a model can act on. */
      readonly problem: string;
    };

/** The type of an agent's answers: `OutputOf<Agent<Shop, Order>>` is `Order`. */
export type OutputOf<A> = A extends { readonly output: Output<infer O> | undefined } ? O : unknown;

/** A value that is arriving: any property may be missing still; lists and texts grow. */
export type DeepPartial<T> = T extends readonly (infer E)[]
  ? readonly DeepPartial<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/**
 * The name of the function that a model calls to answer in mode `tool`. Always the same, so that readers of the stream find the
 * answer in it.
 */
export const FINAL_ANSWER = 'final_answer';
