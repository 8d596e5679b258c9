import type { RetryEvent } from '../messages/events.ts';
import type { AssistantMessage, JsonSchema, Message, Tool, ToolChoice } from '../messages/types.ts';

/** What an answer has to be. */
export interface OutputFields<T = unknown> {
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

/**
 * What an answer has to be, and what holds it to that: `outputSchema` of `rxswarm/schema` makes it, so that the core
 * needs no validator, and a run without an output nothing of all this. Its methods go by its fields: a copy with other
 * fields is an output too.
 */
export interface Output<T = unknown> extends OutputFields<T> {
  /**
   * What a request offers the model, of the tools and the choice that the agent has itself. Called each turn.
   *
   * @throws SwarmError `usage` where one of those tools has the name the output is answered by.
   */
  offer(tools: readonly Tool[], choice: ToolChoice | undefined): Offer;
  /** What the message that a turn ended with comes to; undefined where it is no answer yet. Called once a turn, never throws. */
  judge(answer: AssistantMessage, standing: Standing): Verdict | undefined;
}

/** What a request offers the model, and how it is to answer. */
export interface Offer {
  readonly tools: readonly Tool[];
  readonly choice: ToolChoice | undefined;
  /** Sent as `response_format`. */
  readonly format?: JsonSchema;
}

/** Where a run stands when a turn of it has ended, as far as an output asks. */
export interface Standing {
  /** Why the model stopped, in the server's word. */
  readonly finishReason?: string | undefined;
  /** How many answers were not what was asked for, before this one. */
  readonly rejected?: number;
}

/** What an answer comes to. */
export interface Verdict {
  /** Added to the messages: each call the answer was given in is answered. */
  readonly replies: readonly Message[];
  /** Told before the run goes on. */
  readonly events: readonly RetryEvent[];
  /** What becomes of the run's state. */
  readonly changes: {
    readonly output?: { readonly value: unknown };
    /** Whether nothing is left to be asked. */
    readonly answered?: boolean;
    readonly finishReason?: string;
    /** How many answers were not what was asked for, with this one. */
    readonly rejected?: number;
    /** What the run is to fail with. */
    readonly failure?: Error;
  };
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

/**
 * The function a model calls to answer where the server knows no `response_format`. One name for all, so that whoever
 * reads the stream finds the answer in it.
 */
export const FINAL_ANSWER = 'final_answer';
