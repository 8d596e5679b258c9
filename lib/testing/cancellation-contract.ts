import { config, lastValueFrom, merge, mergeMap, take, toArray, type Observable } from 'rxjs';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatModel } from '../messages/types.ts';
import { scriptedServer, type ScriptedServer, type ServerCounts, type ServerScript } from './scripted-server.ts';

/** A case of the contract. */
export interface ContractCase {
  /** The name for a test, in words. */
  readonly name: string;
  /** Resolves where the chat model keeps this promise, and rejects where it breaks it. */
  readonly check: () => Promise<void>;
}

/**
 * Returns the promises of every chat model about subscribing and unsubscribing, as cases for any test runner. Each case observes
 * the chat model from a server of its own. Node only.
 *
 * @param model Makes the chat model to check from the base address of its server, which answers any path.
 * @param options The time that a check may take, and the words of another API than Chat Completions.
 * @example
 * for (const { name, check } of cancellationContract((baseURL) => http({ baseURL }))) it(name, check);
 */
export const cancellationContract = (
  model: (baseURL: string) => ChatModel,
  options: ContractOptions = {},
): readonly ContractCase[] => {
  refuseUnknown('cancellationContract()', options, ['limit', 'text', 'end']);
  const { limit = LIMIT, text = event, end = END } = options;
  return CASES.map(([name, script, check]) => ({
    name,
    check: async () => {
      const server = await scriptedServer(script({ text, end }));
      try {
        await within(limit, check({ chunks$: model(server.url)(REQUEST), server, limit }), () => 'it has not ended');
      } finally {
        await server.close();
      }
    },
  }));
};

/** Options of `cancellationContract`. */
export interface ContractOptions {
  /** Milliseconds that a check may take before it fails. Default: 4,000. Give more on a busy machine. */
  readonly limit?: number;
  /** Returns the server-sent events that say a piece of text. Default: a chunk of Chat Completions. */
  readonly text?: (piece: string) => string;
  /** The server-sent events that end an answer. Default: a chunk with a `finish_reason`, and `[DONE]`. */
  readonly end?: string;
}

/** How an API writes its answers. */
type Words = Required<Pick<ContractOptions, 'text' | 'end'>>;

interface Subject {
  readonly chunks$: ReturnType<ChatModel>;
  readonly server: ScriptedServer;
  readonly limit: number;
}

const REQUEST: ChatCompletionRequest = { model: 'contract', messages: [{ role: 'user', content: 'Go' }], stream: true };

const event = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const END = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

/** A chat model that breaks its promise may never end, and runners give up after five seconds. */
const LIMIT = 4000;

type Script = (words: Words) => ServerScript;

const WHOLE: Script = ({ text, end }) => ({ body: [text('one'), text('two'), end] });
const SILENT: Script = () => ({ before: [{ stall: true }] });
const STALLED: Script = ({ text }) => ({ body: [text('one'), { stall: true }] });
const AT_ONCE: Script = ({ text, end }) => ({ body: [text('one') + text('two') + text('three') + end] });

const CASES: readonly (readonly [string, Script, (subject: Subject) => Promise<void>])[] = [
  [
    'sends nothing before it is subscribed to',
    WHOLE,
    async ({ server }) => {
      await rest(100);
      expectEqual(server.seen.connections, 0, 'connections');
    },
  ],
  [
    'makes one request a subscription',
    WHOLE,
    async ({ chunks$, server }) => {
      const three = await all(merge(chunks$, chunks$, chunks$));
      expectEqual(server.seen.requests, 3, 'requests');
      expectEqual(textOf(three).length, 3 * 'onetwo'.length, 'characters of text');
    },
  ],
  [
    'closes the socket when it is unsubscribed from before the headers',
    SILENT,
    async ({ chunks$, server, limit }) => {
      const subscription = chunks$.subscribe({ error: ignore });
      await soon({ server, limit }, ({ requests }) => requests === 1, 'the request has come');
      subscription.unsubscribe();
      await soon({ server, limit }, ({ broken }) => broken === 1, 'the socket is closed');
    },
  ],
  [
    'closes the socket when it is unsubscribed from in mid-stream',
    STALLED,
    async ({ chunks$, server, limit }) => {
      await all(chunks$.pipe(take(1)));
      await soon({ server, limit }, ({ broken }) => broken === 1, 'the socket is closed');
    },
  ],
  [
    'leaves nothing behind when it is unsubscribed from at once',
    SILENT,
    async ({ chunks$, server, limit }) => {
      chunks$.subscribe({ error: ignore }).unsubscribe();
      await rest(100);
      await soon({ server, limit }, ({ requests, broken }) => broken === requests, 'the socket is closed');
    },
  ],
  [
    'emits nothing after it was unsubscribed from',
    AT_ONCE,
    async ({ chunks$ }) => {
      const seen: ChatCompletionChunk[] = [];
      await new Promise<void>((resolve) => {
        const subscription = chunks$.subscribe({
          next: (chunk) => {
            seen.push(chunk);
            subscription.unsubscribe();
            resolve();
          },
          error: ignore,
        });
      });
      await rest(100);
      expectEqual(seen.length, 1, 'chunks after unsubscribing within the first');
    },
  ],
  [
    'may be subscribed to again from within',
    WHOLE,
    async ({ chunks$, server }) => {
      const again$ = chunks$.pipe(
        take(1),
        mergeMap(() => chunks$),
      );
      expectEqual(textOf(await all(again$)), 'onetwo', 'text');
      expectEqual(server.seen.requests, 2, 'requests');
    },
  ],
  [
    'cleans up after a subscriber that throws',
    WHOLE,
    async ({ chunks$, server }) => {
      const { onUnhandledError } = config;
      config.onUnhandledError = ignore;
      try {
        await new Promise<void>((resolve, reject) => {
          chunks$.subscribe({ next: fail, complete: resolve, error: reject });
        });
      } finally {
        // RxJS reports what a subscriber throws on a timer of its own.
        await rest(0);
        config.onUnhandledError = onUnhandledError;
      }
      expectEqual(server.seen.broken, 0, 'answers cut off');
    },
  ],
];

/** Waits for what the server sees of a subscription: unsubscribing takes effect at once, the network takes its time. */
const soon = async (
  { server, limit }: Pick<Subject, 'server' | 'limit'>,
  matches: (seen: ServerCounts) => boolean,
  what: string,
): Promise<void> => {
  await within(limit / 2, server.until(matches), () => `${what}; the server saw ${JSON.stringify(server.seen)}`);
};

const within = async (limit: number, promise: Promise<unknown>, what: () => string): Promise<void> => {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timeout = setTimeout(() => reject(new Error(`Not within ${limit} ms: ${what()}.`)), limit);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timeout));
};

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const all = (chunks$: Observable<ChatCompletionChunk>): Promise<readonly ChatCompletionChunk[]> =>
  lastValueFrom(chunks$.pipe(toArray()), { defaultValue: [] });

const textOf = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

const expectEqual = (actual: unknown, expected: unknown, what: string): void => {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}.`);
};

const ignore = (): void => undefined;

const fail = (): never => {
  throw new Error('A subscriber threw.');
};
