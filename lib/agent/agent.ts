import { isObservable, type Observable } from 'rxjs';
import type { ToolChoice } from '../messages/types.ts';
import type { ContextVariables, RequiredKeys } from './context.ts';
import type { AnyFunction } from './function-schema.ts';
import { refuseUnknown } from './known-options.ts';
import type { Output } from './output.ts';

/** Registered globally, so that two copies of the package know each other's agents and results. */
const AGENT = Symbol.for('rxswarm.agent');
const RESULT = Symbol.for('rxswarm.result');

/** The system prompt: a text, or a function of the context variables that returns one, also asynchronously. */
export type Instructions<C extends object = ContextVariables> = string | InstructionsFunction<C>['call'];

/** A method, because methods compare either way: an agent of some context variables is an `Agent` where none are named. */
interface InstructionsFunction<C extends object> {
  call(contextVariables: Readonly<C>): string | PromiseLike<string>;
}

/** A function, or functions that come and go: the first list is awaited, the latest is used. */
export type AgentFunction = AnyFunction | Observable<readonly AnyFunction[]>;

/** The functions of an agent: a list, or a function of the context variables that returns one. */
export type AgentFunctions<C extends object = ContextVariables> =
  readonly AgentFunction[] | FunctionsFunction<C>['call'];

/** A method, for the same reason as that of instructions. */
interface FunctionsFunction<C extends object> {
  call(contextVariables: Readonly<C>): readonly AgentFunction[];
}

/** Options of `new Agent()`. `C` is the type of the context variables, `O` the type of its answers. */
export interface AgentOptions<C extends object = ContextVariables, O = unknown> {
  /** Default 'Agent'. Unique among the agents of a run. Signs the agent's messages as `sender`. */
  readonly name?: string;
  /** The model, as the endpoint calls it. Default 'gpt-4o'. */
  readonly model?: string;
  /** The system prompt. A function is called anew each turn. Default: none is sent. */
  readonly instructions?: Instructions<C>;
  /**
   * Functions the agent may call. One with parameters needs a schema. Default: none.
   *
   * A function of the context variables that returns a list is called at the start of each turn. An Observable of lists among them
   * is subscribed to once a run: its first list is awaited, and each turn has its latest.
   *
   * The compiler does not look at what they return: agents that hand over to each other in a circle would have types that
   * depend on themselves. `new Result<C>({ agent })` checks that the context variables fit.
   */
  readonly functions?: AgentFunctions<C>;
  /**
   * Sent while the agent has functions. A forced choice (`'required'`, a named function) holds until the agent has called, then
   * `'auto'` is sent: forcing again and again would never end. Default: the endpoint's.
   */
  readonly toolChoice?: ToolChoice;
  /** False asks the endpoint for one call a turn. Default true: nothing is sent. */
  readonly parallelToolCalls?: boolean;
  /**
   * Any further Chat Completions parameter, as the wire names it: `{ temperature: 0 }`. `stream: false` asks for whole answers,
   * `null` leaves a parameter out. Default: none.
   */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Shape of the agent's answers: `outputSchema(…)` of `rxswarm/schema`. Default: any text. */
  readonly output?: Output<O>;
}

/**
 * Instructions, a model's name, functions and settings: a value, never a process. Make it once and share it.
 *
 * @throws SwarmError `usage` for an option that it does not know. Functions and names are checked when a run begins, so that
 * agents and functions may import each other.
 *
 * @example
 * ```ts
 * const support = new Agent({ name: 'Support', instructions: 'Answer in one paragraph.', functions: [refund] });
 * ```
 */
export class Agent<C extends object = ContextVariables, O = unknown> {
  /**
   * Exists in types only: the context variables that a run with this agent has to bring. It stands first, so that the compiler
   * names it where the contexts of two agents differ.
   */
  declare readonly needs: RequiredKeys<C> | undefined;
  /** Unique among the agents of a run. */
  readonly name: string;
  /** The model, as the endpoint calls it. */
  readonly model: string;
  /** The system prompt, if there is one. */
  readonly instructions: Instructions<C> | undefined;
  /** Functions the agent may call, except those that come and go. */
  readonly functions: readonly AnyFunction[];
  /** The functions as they were given, if some of them come and go. */
  readonly dynamicFunctions: AgentFunctions<C> | undefined;
  /** The choice that is sent while the agent has functions; `undefined` for the endpoint's own. */
  readonly toolChoice: ToolChoice | undefined;
  /** False if the endpoint is asked for one call a turn. */
  readonly parallelToolCalls: boolean;
  /** Further Chat Completions parameters. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Shape of the agent's answers; `undefined` for any text. */
  readonly output: Output<O> | undefined;

  constructor(options: AgentOptions<C, O> = {}) {
    this.name = options.name ?? 'Agent';
    this.model = options.model ?? 'gpt-4o';
    this.instructions = options.instructions;
    const { functions = [] } = options;
    this.dynamicFunctions = isDynamic(functions) ? functions : undefined;
    this.functions = typeof functions === 'function' ? [] : fixed(functions);
    this.toolChoice = options.toolChoice;
    this.parallelToolCalls = options.parallelToolCalls ?? true;
    this.settings = options.settings ?? {};
    this.output = options.output;
    refuseUnknown(
      'new Agent()',
      options,
      Object.keys(this).filter((key) => key !== 'dynamicFunctions'),
    );
  }

  /**
   * Names the type of the context variables and infers the type of the output: TypeScript infers no second type next to one that
   * is named, so that `new Agent<Customer>({ output })` knows nothing of its answers.
   *
   * @example
   * ```ts
   * const reader = Agent.for<Customer>()({ output: person, instructions: ({ userName }) => `Help ${userName}.` });
   * ```
   */
  static for<C extends object>(): <O = unknown>(options?: AgentOptions<C, O>) => Agent<C, O> {
    // `this`, because bundlers rename a class that names itself: it would be called `_Agent`.
    return (options) => new this(options);
  }

  /** Marks agents for `isAgent`. */
  get [AGENT](): true {
    return true;
  }

  /** Returns the name alone, so that a response can be stored. */
  toJSON(): {
    /** Name of the agent. */
    readonly name: string;
  } {
    return { name: this.name };
  }
}

/** Options of `new Result()`. */
export interface ResultOptions<C extends object = ContextVariables> {
  /** Value that the model is told. Default: the name of the agent that takes over, else ''. */
  readonly value?: unknown;
  /** Active from the next turn on. Default: the agent stays. */
  readonly agent?: Agent<C>;
  /** Merged into the run's context variables. Default: none. */
  readonly contextVariables?: Partial<C>;
  /**
   * True: the value is the answer of the run, as the agent's last message, and no further completion is asked for. The other calls
   * of the turn end first; the last such result in call order counts. It is an ordinary result while another call waits. With an
   * output the value is checked as an answer is, and the model is told what does not fit. Default: false.
   */
  readonly final?: boolean;
}

/**
 * Return value of a function that says more than a text: a handoff, an update of the context variables, the answer of the run.
 *
 * @throws SwarmError `usage` for an option that it does not know.
 *
 * @example
 * ```ts
 * const upgrade = () => new Result({ value: 'Upgraded.', agent: sales, contextVariables: { plan: 'premium' } });
 * ```
 */
export class Result<C extends object = ContextVariables> {
  /** Value that the model is told. */
  readonly value: unknown;
  /** Active from the next turn on; `undefined` if the agent stays. */
  readonly agent: Agent<C> | undefined;
  /** Merged into the run's context variables. */
  readonly contextVariables: Partial<C>;
  /** True if the value is the answer of the run. */
  readonly final: boolean;

  constructor(options: ResultOptions<C>) {
    const { value, agent, contextVariables = {}, final = false } = options;
    this.value = value;
    this.agent = agent;
    this.contextVariables = contextVariables;
    this.final = final;
    refuseUnknown('new Result()', options, Object.keys(this));
  }

  /** Marks results for `isResult`. */
  get [RESULT](): true {
    return true;
  }
}

const isDynamic = (functions: AgentFunctions<never>): boolean =>
  typeof functions === 'function' || (Array.isArray(functions) && functions.some(isObservable));

/** Anything else than a list is refused when the agent is prepared. */
const fixed = (functions: readonly AgentFunction[]): readonly AnyFunction[] =>
  (Array.isArray(functions) ? functions.filter((each) => !isObservable(each)) : functions) as readonly AnyFunction[];

const has = (value: unknown, mark: symbol): boolean => typeof value === 'object' && value !== null && mark in value;

/** Tells whether a value is an agent: by a registered symbol, not by `instanceof`, because the package may be installed twice. */
export const isAgent = (value: unknown): value is Agent => has(value, AGENT);

/** Tells whether a value is a result, by a registered symbol as well. */
export const isResult = (value: unknown): value is Result => has(value, RESULT);
