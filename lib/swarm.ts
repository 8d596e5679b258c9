import type { Observable } from 'rxjs';
import { Agent } from './agent/agent.ts';
import { checkedAgent } from './agent/checked-agent.ts';
import type { ContextVariables } from './agent/context.ts';
import { usageError } from './agent/errors.ts';
import { refuseUnknown } from './agent/known-options.ts';
import type { Output } from './agent/output.ts';
import type { RunEvent } from './agent/response.ts';
import type { RunAllEvent } from './agent/run-all-events.ts';
import type { RequiredContext, Run, RunOptions } from './agent/run-options.ts';
import { debugLog } from './loop/debug-log.ts';
import { runAll, type RunAllOptions, type Runs } from './loop/run-all/run-all.ts';
import { withLiveInputs } from './loop/live.ts';
import { run } from './loop/run.ts';
import { validateOptions } from './loop/validate.ts';
import type { ChatModel } from './messages/types.ts';
import { http } from './models/http.ts';
import { openai } from './models/openai.ts';
import type { OpenAIClient } from './models/openai/openai-client.ts';
import { standing } from './models/standing.ts';
import { output as outputOf } from './operators/output.ts';
import { checkDecision } from './tools/check-decision.ts';
import { listening } from './util/listening.ts';
import { isRecord } from './util/is-record.ts';
import { show } from './util/stringify.ts';

/** How a swarm uses its chat model. */
export interface SwarmOptions {
  /** True leaves a wire bare, without `retry()` and `timeout()` around it. Default: false. */
  readonly raw?: boolean;
  /** Runs agents against the chat model. Default: the loop. `swarm.wrap` puts something around it. */
  readonly run?: Run;
}

/**
 * Runs agents against a chat model. Keeps nothing between runs.
 *
 * @example
 * ```ts
 * const swarm = new Swarm(); // OpenAI, with the key of the environment
 * ```
 */
export class Swarm {
  readonly #model: ChatModel;
  readonly #run: Run;

  /**
   * @param model A chat model, or any `openai` client. Default: `http()`, which asks OpenAI, or the server that
   * `OPENAI_BASE_URL` names. A bare wire (`http()`, `openai()`, a client, the default) stands within `retry()` and `timeout()`;
   * any other chat model is used as it is.
   */
  constructor(model?: ChatModel | OpenAIClient, options: SwarmOptions = {}) {
    refuseUnknown('new Swarm()', options, OPTIONS);
    const { raw = false, run: own = ownRun } = options;
    const wire = toChatModel(model);
    this.#model = raw ? wire : standing(wire);
    this.#run = own;
  }

  /**
   * Returns a cold stream of events. Nothing is sent before it is subscribed, each subscription is a new run, and unsubscribing
   * ends everything that the run started. Errors with a SwarmError that carries the response so far; never throws.
   *
   * @example
   * ```ts
   * swarm.run({ agent, messages: [{ role: 'user', content: 'Hello' }] }).pipe(text()).subscribe(console.log);
   * ```
   */
  run<C extends object = ContextVariables, A = unknown, O = A>(
    options: RunOptions<C, A, O> & RequiredContext<C>,
  ): Observable<RunEvent<Agent<C, O>>> {
    // Inside the loop, context variables are plain records: `C` names their keys for the caller.
    return this.#run(this.#model, options as unknown as RunOptions) as unknown as Observable<RunEvent<Agent<C, O>>>;
  }

  /**
   * Emits the value that the model reads from a text, once: a short form of `run()`. Cold. Errors as `run()` does, with type
   * `output` if the model gave no value that fits.
   *
   * @example
   * ```ts
   * from(texts).pipe(mergeMap((text) => swarm.extract(person, text), 10)).subscribe(({ name }) => console.log(name));
   * ```
   */
  extract<T>(output: Output<T>, text: string, options: ExtractOptions = {}): Observable<T> {
    return this.run(extraction(output, text, options)).pipe(outputOf());
  }

  /**
   * Returns the same swarm with a function around each of its runs. The function may change the chat model, the options and the
   * events.
   *
   * @example
   * ```ts
   * const short = swarm.wrap((run) => (model, options) => run(model, { maxTurns: 5, ...options }));
   * ```
   */
  wrap(around: (run: Run) => Run): Swarm {
    return swarmOver(this.#model, { raw: true, run: around(this.#run) });
  }

  /**
   * Runs many inputs, at most `concurrency` at a time (default: 10). Each event has the index of its run. A run that fails is an
   * event with its error, and the others go on. Cold; unsubscribing ends all runs.
   *
   * @example
   * ```ts
   * swarm.runAll(questions.map((content) => ({ agent, messages: [{ role: 'user', content }] }))).pipe(results()).subscribe();
   * ```
   */
  runAll<C extends object = ContextVariables, A = unknown, O = A>(
    runs: Runs<C, A, O>,
    options?: RunAllOptions,
  ): Observable<RunAllEvent<Agent<C, O>>> {
    const one = (input: RunOptions): Observable<RunEvent> => this.run(input);
    return runAll(one, runs as unknown as Runs, options) as unknown as Observable<RunAllEvent<Agent<C, O>>>;
  }
}

const OPTIONS: readonly (keyof SwarmOptions)[] = ['raw', 'run'];

/**
 * Returns the chat model that the caller names.
 *
 * @throws SwarmError `usage` for anything else, which only callers without types can pass.
 */
const toChatModel = (model: ChatModel | OpenAIClient | undefined): ChatModel => {
  if (model === undefined) return http();
  if (typeof model === 'function') return model;
  if (isRecord(model) && 'chat' in model) return openai(model);
  throw usageError(`new Swarm() takes a chat model or an \`openai\` client: ${remedyFor(model)}.`);
};

/** Names the caller's options without their values, because one of them may be a key. */
const remedyFor = (given: unknown): string => {
  if (typeof given === 'string') return `for an address, write new Swarm(http({ baseURL: ${show(given)} }))`;
  const names = isRecord(given) ? Object.keys(given) : [];
  return names.some((name) => WIRE_OPTIONS.includes(name))
    ? `for options of \`http\`, write new Swarm(http({ ${names.join(', ')} }))`
    : 'import `http` from "rxswarm/models" and write new Swarm(http({ … }))';
};

const WIRE_OPTIONS: readonly string[] = ['apiKey', 'baseURL'];

/** The loop, with checks of the options and the agents, with live inputs and a log of its steps. */
const ownRun: Run = (model, options) =>
  listening((latest) => {
    validateOptions(options);
    const log = debugLog(options.debug ?? false);
    return withLiveInputs(options, (settled, taken) => {
      const prepare = (agent: Agent) => checkedAgent(agent, settled.everyAgent, latest);
      return run(model, settled, { log, prepare, checkDecision, ...taken });
    });
  });

/** Stands outside the class, because bundlers rename a class that names itself: a printed swarm would be a `_Swarm`. */
const swarmOver = (model: ChatModel, options: SwarmOptions): Swarm => new Swarm(model, options);

/** Options of `extract()`: another agent, its context variables, `modelOverride`, limits of time. */
export type ExtractOptions = Partial<Omit<RunOptions, 'messages' | 'output' | 'decisions' | 'resume' | 'runId'>>;

const extractor = new Agent({
  name: 'Extractor',
  instructions: 'Extract from the text what is asked for. Say only what the text says; invent nothing.',
});

/** Returns the options of a run that reads a text for an output. */
export const extraction = <T>(
  output: Output<T>,
  text: string,
  options: ExtractOptions,
): RunOptions<ContextVariables, unknown, T> => ({
  agent: extractor,
  ...options,
  output,
  messages: [{ role: 'user', content: text }],
});
