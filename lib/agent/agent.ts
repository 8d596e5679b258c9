import type { ToolChoice } from '../messages/types.ts';
import type { ContextVariables } from './context.ts';
import type { AnyFunction } from './function-schema.ts';
import type { Output } from './output.ts';

/** Registered globally, so that two copies of the package know each other's agents and results. */
const AGENT = Symbol.for('rxswarm.agent');
const RESULT = Symbol.for('rxswarm.result');

/** Text for the model, or a function of the context variables that gives it. */
export type Instructions<C extends object = ContextVariables> = string | InstructionsFunction<C>['call'];

/** A method, since those compare either way: an agent of some context variables is an `Agent` where none are named. */
interface InstructionsFunction<C extends object> {
  call(contextVariables: Readonly<C>): string | PromiseLike<string>;
}

export interface AgentOptions<C extends object = ContextVariables, O = unknown> {
  /** Default 'Agent'. Unique among the agents of a run. */
  readonly name?: string;
  /** Default 'gpt-4o'. */
  readonly model?: string;
  /** The system prompt. A function is called anew each turn. Default: none is sent. */
  readonly instructions?: Instructions<C>;
  /** What the agent may call. Default: none. */
  readonly functions?: readonly AnyFunction[];
  /**
   * Sent while there are functions. Forced choices (`'required'`, a named function) hold until the agent has called,
   * then `'auto'` is sent: forcing again and again would never end. Default: the endpoint's.
   */
  readonly toolChoice?: ToolChoice;
  /** False asks the endpoint for one call a turn. Default true: nothing is sent. */
  readonly parallelToolCalls?: boolean;
  /** Any further Chat Completions parameter, as the wire names it: `{ temperature: 0 }`. `stream: false` asks for whole answers. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What its answers have to be: `outputSchema(…)` of `rxswarm/schema`. Default: any text. */
  readonly output?: Output<O>;
}

/** Instructions, a model's name, functions and settings: a value, never a process. */
export class Agent<C extends object = ContextVariables, O = unknown> {
  readonly name: string;
  readonly model: string;
  readonly instructions: Instructions<C> | undefined;
  readonly functions: readonly AnyFunction[];
  readonly toolChoice: ToolChoice | undefined;
  readonly parallelToolCalls: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly output: Output<O> | undefined;

  constructor(options: AgentOptions<C, O> = {}) {
    this.name = options.name ?? 'Agent';
    this.model = options.model ?? 'gpt-4o';
    this.instructions = options.instructions;
    this.functions = options.functions ?? [];
    this.toolChoice = options.toolChoice;
    this.parallelToolCalls = options.parallelToolCalls ?? true;
    this.settings = options.settings ?? {};
    this.output = options.output;
  }

  get [AGENT](): true {
    return true;
  }

  /** By name, so that a response can be stored. */
  toJSON(): { readonly name: string } {
    return { name: this.name };
  }
}

export interface ResultOptions<C extends object = ContextVariables> {
  /** What the model is told. Default: who took over, if anyone, else ''. */
  readonly value?: unknown;
  /** Active from the next turn on. */
  readonly agent?: Agent<C>;
  /** Merged into the run's context variables. */
  readonly contextVariables?: Partial<C>;
}

/** What a function returns to say more than a value: a handoff, an update of the context variables, or both. */
export class Result<C extends object = ContextVariables> {
  readonly value: unknown;
  readonly agent: Agent<C> | undefined;
  readonly contextVariables: Partial<C>;

  constructor({ value, agent, contextVariables = {} }: ResultOptions<C>) {
    this.value = value;
    this.agent = agent;
    this.contextVariables = contextVariables;
  }

  get [RESULT](): true {
    return true;
  }
}

const has = (value: unknown, mark: symbol): boolean => typeof value === 'object' && value !== null && mark in value;

/** Known by a registered symbol, not by `instanceof`: the package may be installed twice. */
export const isAgent = (value: unknown): value is Agent => has(value, AGENT);
export const isResult = (value: unknown): value is Result => has(value, RESULT);
