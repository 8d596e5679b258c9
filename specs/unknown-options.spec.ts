import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Queue } from 'bullmq';
import { EMPTY, isObservable, lastValueFrom, NEVER } from 'rxjs';
import {
  Agent,
  type AgentOptions,
  Result,
  type ResultOptions,
  type RunAllOptions,
  type RunOptions,
  Swarm,
  SwarmError,
  type SwarmOptions,
} from 'rxswarm';
import { SwarmAgent, type SwarmAgentConfig } from 'rxswarm/ag-ui/agent';
import { serveAgUi, type ServeAgUiOptions } from 'rxswarm/ag-ui/server';
import { type AgUiRun, toAgUi } from 'rxswarm/ag-ui';
import {
  cancel,
  type QueuedRun,
  type RedisOptions,
  sharedRateLimit,
  type SharedRateLimitOptions,
  submit,
  submitFlow,
  type SubmitOptions,
  watch,
  worker,
  type WorkerOptions,
} from 'rxswarm/bullmq';
import { connect } from 'rxswarm/client';
import { converse, type ConverseOptions, type LocalConverseOptions } from 'rxswarm/converse';
import {
  budget,
  type BudgetOptions,
  byModel,
  type ByModelOptions,
  http,
  type HttpOptions,
  openai,
  rateLimit,
  type RateLimitOptions,
  retry,
  type RetryOptions,
  timeout,
  type TimeoutOptions,
} from 'rxswarm/models';
import { anthropic, type AnthropicOptions } from 'rxswarm/models/anthropic';
import { gemini, type GeminiOptions } from 'rxswarm/models/gemini';
import { responses, type ResponsesOptions } from 'rxswarm/models/responses';
import { progress, type ProgressOptions } from 'rxswarm/operators';
import { trace, traced, type TraceOptions, type TracingOptions } from 'rxswarm/otel';
import { outputSchema, type OutputOptions } from 'rxswarm/schema';
import {
  type ChatCompletionsOptions,
  type LingerOptions,
  serve,
  serveChatCompletions,
  type ServeOptions,
} from 'rxswarm/server';
import {
  cancellationContract,
  type ContractOptions,
  recordFetch,
  type RecordFetchOptions,
  replay,
  replayFetch,
  type ReplayFetchOptions,
  type ReplayOptions,
  type ScriptedAnswer,
  scriptedModel,
  scriptedServer,
  type ScriptOptions,
  type ServerAnswer,
} from 'rxswarm/testing';
import { exportsOf } from './support/public-api.ts';
import { ROOT } from './support/markdown.ts';

/** A call with options that TypeScript would refuse. */
type Call = (options: never) => unknown;

/** Names all options of a type. The compiler refuses a list that lacks one. */
const every =
  <O>() =>
  <const N extends readonly (keyof O)[]>(
    ...names: [keyof O] extends [N[number]] ? N : readonly ['missing:', Exclude<keyof O, N[number]>]
  ): readonly string[] =>
    names as unknown as readonly string[];

const agent = new Agent();
const messages = [{ role: 'user', content: 'Hello' }] as const;
const swarm = new Swarm(scriptedModel(['Hi']));
const queue = { keys: {}, opts: {}, name: 'runs' } as unknown as Queue;
const request = { model: 'm', messages, stream: true };
const secret = 'x'.repeat(32);

const SERVER = [
  ...(['authorize', 'parts', 'redact', 'limits', 'origins', 'heartbeat', 'log', 'run'] as const),
  ...(['contextVariables', 'scheduler'] as const),
] as const;
const STATE = [...(['agents', 'start', 'secret', 'stateTimeout', 'expose', 'consume'] as const), ...SERVER] as const;
const RUN = ['modelOverride', 'toolConcurrency', 'functionTimeout', 'turnRetries'] as const;
const QUEUED = [
  ...(['messages', 'contextVariables', 'modelOverride', 'runId', 'maxTurns', 'executeTools'] as const),
  ...(['toolConcurrency', 'decisions', 'runTimeout', 'functionTimeout', 'turnRetries'] as const),
] as const;
const LOCAL = [
  ...(['agent', 'contextVariables', 'modelOverride', 'output', 'maxTurns', 'executeTools'] as const),
  ...(['toolConcurrency', 'runTimeout', 'functionTimeout', 'turnRetries', 'checkpoint'] as const),
  ...(['scheduler', 'aroundCall', 'debug', 'whileAnswering', 'from', 'functions'] as const),
  ...(['keepPartial', 'everyAgent'] as const),
] as const;

/** The owner that an error names, all options that it knows, and the call. */
const TABLE: readonly (readonly [owner: string, known: readonly string[], call: Call])[] = [
  [
    'new Agent()',
    every<AgentOptions>()(
      ...(['name', 'model', 'instructions', 'functions', 'toolChoice', 'parallelToolCalls'] as const),
      ...(['settings', 'output'] as const),
    ),
    (options) => new Agent(options),
  ],
  [
    'new Result()',
    every<ResultOptions>()('value', 'agent', 'contextVariables', 'final'),
    (options) => new Result(options),
  ],
  ['new Swarm()', every<SwarmOptions>()('raw', 'run'), (options) => new Swarm(scriptedModel([]), options)],
  [
    'run()',
    every<RunOptions>()(
      ...(['agent', 'messages', 'contextVariables', 'modelOverride', 'output', 'maxTurns', 'executeTools'] as const),
      ...(['toolConcurrency', 'decisions', 'runTimeout', 'functionTimeout', 'turnRetries', 'runId'] as const),
      ...(['checkpoint', 'resume', 'scheduler', 'aroundCall', 'debug', 'everyAgent'] as const),
    ),
    (options) => swarm.run({ agent, messages, ...(options as object) }),
  ],
  [
    'runAll()',
    every<RunAllOptions>()('concurrency', 'order', 'ahead', 'failFast'),
    (options) => swarm.runAll([], options),
  ],
  [
    'outputSchema()',
    every<OutputOptions>()('name', 'description', 'strict', 'mode', 'retries'),
    (options) => outputSchema({ type: 'object' }, options),
  ],
  [
    'http()',
    every<HttpOptions>()('baseURL', 'apiKey', 'headers', 'fetch', 'dispatcher', 'maxBytes'),
    (options) => http(options),
  ],
  [
    'anthropic()',
    every<AnthropicOptions>()('baseURL', 'apiKey', 'headers', 'fetch', 'dispatcher', 'maxBytes'),
    (options) => anthropic(options),
  ],
  [
    'gemini()',
    every<GeminiOptions>()('baseURL', 'apiKey', 'headers', 'fetch', 'dispatcher', 'maxBytes'),
    (options) => gemini(options),
  ],
  [
    'responses()',
    every<ResponsesOptions>()('baseURL', 'apiKey', 'headers', 'fetch', 'dispatcher', 'maxBytes'),
    (options) => responses(options),
  ],
  ['openai()', ['maxBytes'], (options) => openai(undefined, options)],
  [
    'retry()',
    every<RetryOptions>()('retries', 'delay', 'maxDelay', 'random', 'scheduler'),
    (options) => retry(options),
  ],
  ['timeout()', every<TimeoutOptions>()('headers', 'firstChunk', 'idle', 'scheduler'), (options) => timeout(options)],
  [
    'rateLimit()',
    every<RateLimitOptions>()('requestsPerMinute', 'tokensPerMinute', 'concurrency', 'estimate', 'scheduler'),
    (options) => rateLimit(options),
  ],
  ['byModel()', ['raw'] satisfies (keyof ByModelOptions)[], (options) => byModel({ '*': http() }, options)],
  ['budget()', ['tokens', 'cost', 'prices'] satisfies (keyof BudgetOptions)[], (options) => budget(options)],
  ['progress()', every<ProgressOptions>()('total', 'prices', 'scheduler'), (options) => progress(options)],
  [
    'converse()',
    every<ConverseOptions<string>>()('whileAnswering', 'from', 'functions'),
    (options) => converse(connect('http://127.0.0.1:1'), EMPTY, options),
  ],
  [
    'converse()',
    every<LocalConverseOptions>()(...LOCAL),
    (options) => converse(swarm, EMPTY, { agent, ...(options as object) }),
  ],
  ['cancel()', every<RedisOptions>()('redisTimeout'), (options) => cancel(queue, 'a', options)],
  ['watch()', every<RedisOptions>()('redisTimeout'), (options) => watch(queue, 'a', options)],
  [
    'submit()',
    every<SubmitOptions>()('maxBytes', 'ttl', 'priority', 'redisTimeout'),
    (options) => submit(queue, { agent, messages }, options),
  ],
  [
    'submitFlow()',
    every<SubmitOptions>()('maxBytes', 'ttl', 'priority', 'redisTimeout'),
    (options) => submitFlow(queue, { agent, messages }, [], options),
  ],
  [
    'A queued run',
    every<QueuedRun>()('id', 'agent', 'version', ...QUEUED),
    (options) => submit(queue, { agent, messages, ...(options as object) }),
  ],
  [
    'A queued run',
    every<QueuedRun>()('id', 'agent', 'version', ...QUEUED),
    (options) => submitFlow(queue, { agent, messages }, [{ agent, messages, ...(options as object) }]),
  ],
  [
    'worker()',
    every<WorkerOptions>()(
      ...(['concurrency', 'version', 'retries', 'retryDelay', 'agentTimeout', 'maxEventBytes'] as const),
      ...(['lockDuration', 'stalledInterval', 'log'] as const),
    ),
    (options) => worker(queue, swarm, [agent], options),
  ],
  [
    'sharedRateLimit()',
    every<SharedRateLimitOptions>()('key', 'requestsPerMinute', 'tokensPerMinute', 'estimate'),
    (options) => sharedRateLimit(queue, options),
  ],
  [
    'traced()',
    every<TracingOptions>()(
      ...(['tracerProvider', 'meterProvider', 'provider', 'content', 'redact', 'attributes', 'context'] as const),
    ),
    (options) => traced(swarm, options),
  ],
  [
    'trace()',
    every<TraceOptions>()('tracerProvider', 'context', 'content', 'redact', 'attributes'),
    (options) => trace('opinions', options),
  ],
  [
    'serve()',
    every<ServeOptions>()('linger', ...STATE),
    (options) => serve(swarm, { agents: [agent], start: agent, secret, ...(options as object) }),
  ],
  [
    'serve(): linger',
    every<LingerOptions>()('timeout', 'bufferBytes', 'shutdown$'),
    (linger) => serve(swarm, { agents: [agent], start: agent, secret, linger }),
  ],
  [
    'serveAgUi()',
    every<ServeAgUiOptions>()('fromState', ...STATE),
    (options) => serveAgUi(swarm, { agents: [agent], start: agent, secret, ...(options as object) }),
  ],
  [
    'serveChatCompletions()',
    every<ChatCompletionsOptions>()('clientTools', ...SERVER),
    (options) => serveChatCompletions(swarm, [agent], options),
  ],
  [
    'new SwarmAgent(): run',
    every<NonNullable<SwarmAgentConfig['run']>>()('maxTurns', ...RUN),
    (run) => new SwarmAgent({ swarm, agent, run }),
  ],
  [
    'scriptedModel()',
    every<ScriptOptions>()('chunkLength', 'delay', 'scheduler'),
    (options) => scriptedModel([], options),
  ],
  [
    'An answer of scriptedModel()',
    every<ScriptedAnswer>()('content', 'calls', 'finishReason', 'usage', 'error', 'errorAt'),
    (answer) => scriptedModel([answer])(request),
  ],
  [
    'replay()',
    every<ReplayOptions>()('speed', 'fault', 'strict', 'scheduler'),
    (options) => replay({ version: 1, exchanges: [] }, options),
  ],
  [
    'replay(): fault',
    every<NonNullable<ReplayOptions['fault']>>()('exchange', 'afterChunks', 'error'),
    (fault) => replay({ version: 1, exchanges: [] }, { fault }),
  ],
  [
    'recordFetch()',
    every<RecordFetchOptions>()('fetch', 'scheduler'),
    (options) => recordFetch(() => undefined, options),
  ],
  [
    'replayFetch()',
    every<ReplayFetchOptions>()('speed', 'fault', 'strict', 'scheduler'),
    (options) => replayFetch({ version: 1, of: 'fetch', exchanges: [] }, options),
  ],
  [
    'replayFetch(): fault',
    every<NonNullable<ReplayFetchOptions['fault']>>()('exchange', 'afterBytes', 'error'),
    (fault) => replayFetch({ version: 1, of: 'fetch', exchanges: [] }, { fault }),
  ],
  [
    'cancellationContract()',
    every<ContractOptions>()('limit', 'text', 'end'),
    (options) => cancellationContract(() => () => NEVER, options),
  ],
  [
    'An answer of scriptedServer()',
    every<ServerAnswer>()('status', 'headers', 'before', 'body'),
    (answer) => scriptedServer(answer),
  ],
];

/** Returns what a call is refused with: thrown, emitted as an error, or rejected. */
const refusalOf = async (call: Call, option: string): Promise<unknown> => {
  try {
    const given = call({ [option]: undefined } as never);
    await (isObservable(given) ? lastValueFrom(given, { defaultValue: undefined }) : given);
  } catch (error) {
    return error;
  }
  throw new Error(`"${option}" was taken.`);
};

const toSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('an option that nobody reads', () => {
  it.each(TABLE)('is refused by %s with a usage error that lists the options %j', async (owner, known, call) => {
    const error = await refusalOf(call, 'zzz');
    expect(error).toBeInstanceOf(SwarmError);
    const { type, message } = error as SwarmError;
    const [sentence = '', list = ''] = message.split(': it takes ');
    expect([type, sentence]).toEqual(['usage', `${owner} has no option "zzz"`]);
    expect(list.replace(/\.$/, '').split(', ').sort()).toEqual([...known].sort());
  });

  const misspelt = TABLE.flatMap(([owner, known, call]) =>
    known
      .filter((name) => /[A-Z]/.test(name) && name !== 'baseURL')
      .slice(0, 1)
      .map((name) => [toSnake(name), owner, name, call] as const),
  );

  it.each(misspelt)(
    'is refused when it is %s by %s, which asks whether %s was meant',
    async (option, owner, name, call) => {
      const error = await refusalOf(call, option);
      expect(error).toMatchObject({
        type: 'usage',
        message: `${owner} has no option "${option}": did you mean ${name}?`,
      });
    },
  );
});

describe('an object of a protocol or of another package', () => {
  it.each<readonly [owner: string, option: string, meant: string, call: Call]>([
    ['toAgUi()', 'thread_id', 'threadId', (run) => toAgUi({ runId: 'r', ...(run as object) } as AgUiRun)],
    ['toAgUi()', 'run_id', 'runId', (run) => toAgUi({ threadId: 't', ...(run as object) } as AgUiRun)],
    [
      'new SwarmAgent()',
      'context_variables',
      'contextVariables',
      (config) => new SwarmAgent({ swarm, agent, ...(config as object) }),
    ],
    ['new SwarmAgent()', 'tools', 'functions', (config) => new SwarmAgent({ swarm, agent, ...(config as object) })],
  ])('is refused by %s with the option %s, because %s was meant', async (owner, option, meant, call) => {
    const error = await refusalOf(call, option);
    expect(error).toMatchObject({
      type: 'usage',
      message: `${owner} has no option "${option}": did you mean ${meant}?`,
    });
  });

  it('may have further fields of its own', () => {
    const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [], forwardedProps: {}, zzz: 1 };
    expect(() => toAgUi(input)).not.toThrow();
    expect(() => new SwarmAgent({ swarm, agent, threadId: 't', debug: false })).not.toThrow();
  });
});

describe('the table', () => {
  /** Types of options that stand in the table under another name, or that are checked elsewhere. */
  const ELSEWHERE: Readonly<Record<string, string>> = {
    ExtractOptions: 'run()',
    ServerOptions: 'serve()',
    ConnectOptions: 'specs/client',
  };

  it('has every type of options that an entry exports', () => {
    const own = readFileSync(join(ROOT, 'specs/unknown-options.spec.ts'), 'utf8');
    const indexes = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(^|\/)index\.ts$/.test(path),
    );
    const types = indexes.flatMap((path) => exportsOf(join(ROOT, 'lib', path)).map(({ name }) => name));
    const missing = types.filter(
      (name) => /Options$/.test(name) && !(name in ELSEWHERE) && !new RegExp(`(every<|keyof )${name}\\b`).test(own),
    );
    expect(types).toContain('AgentOptions');
    expect(missing).toEqual([]);
  });
});
