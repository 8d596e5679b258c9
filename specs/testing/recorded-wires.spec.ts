import OpenAI from 'openai';
import { filter, Subject, take } from 'rxjs';
import { Agent, type Message, Swarm } from 'rxswarm';
import { type ChatModel, http, openai } from 'rxswarm/models';
import { fromAiSdk } from 'rxswarm/models/ai-sdk';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import {
  type FetchRecording,
  type ReceivedRequest,
  recordFetch,
  replayFetch,
  type ServerAnswer,
} from 'rxswarm/testing';
import { finish } from '../models/ai-sdk/language-model.ts';
import { signatureOf, strict as strictAnthropic } from '../models/anthropic/strict-server.ts';
import { strict as strictGemini, streamed } from '../models/gemini/strict-server.ts';
import { answering, call as responsesCall, message, reasoning } from '../models/responses/events.ts';
import { strictServer } from '../models/responses/strict-server.ts';
import { splitAt, toBytes } from '../support/bytes.ts';
import { last } from '../support/collect.ts';
import { KINDS, serverOf } from '../support/opaque-servers.ts';
import { failure, outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';

const serve = useServers();

const KEY = 'a-secret-of-mine-1234';
const TEXT = 'Drei Bienenstöcke — 蜂 🐝.';

function look() {
  return 'three hives: 蜂';
}

type Script = (request: ReceivedRequest, index: number) => ServerAnswer;

/** Sends the body of each answer in pieces of five bytes, which end within characters too. */
const inPieces =
  (script: Script): Script =>
  (request, index) => {
    const { body = [], ...answer } = script(request, index);
    const bytes = toBytes(body.map(String).join(''));
    const places = Array.from({ length: Math.floor(bytes.length / 5) }, (_, place) => place * 5);
    return { ...answer, body: splitAt(bytes, places) };
  };

/** A language model of no provider, over a `fetch`: it sends its prompt, and reads a part of the answer from each line. */
const languageModel = (baseURL: string, fetch: typeof globalThis.fetch) => ({
  ...{ specificationVersion: 'v3' as const, provider: 'bee.chat', modelId: 'queen' },
  doStream: async ({ prompt, abortSignal }: { readonly prompt: unknown; readonly abortSignal?: AbortSignal }) => {
    const headers = { authorization: `Bearer ${KEY}` };
    const body = JSON.stringify(prompt);
    const response = await fetch(`${baseURL}/ask`, { method: 'POST', headers, body, signal: abortSignal ?? null });
    let rest = '';
    const parts = new TransformStream<string, object>({
      transform(text, controller) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) controller.enqueue(JSON.parse(line) as object);
      },
    });
    const text = new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>;
    return { stream: (response.body ?? new ReadableStream()).pipeThrough(text).pipeThrough(parts) };
  },
  doGenerate: () => Promise.reject(new Error('not asked for')),
});

const lines = (...parts: readonly object[]): ServerAnswer => ({
  body: parts.map((part) => `${JSON.stringify(part)}\n`),
});

const chatServer = (kind: string): Script => {
  const server = KINDS[kind];
  if (server === undefined) throw new Error(`There is no server "${kind}".`);
  return serverOf(server);
};

/** Its name, how it asks a server over a `fetch`, and a new server. */
type Wire = readonly [
  name: string,
  make: (baseURL: string, fetch: typeof globalThis.fetch) => ChatModel,
  server: () => Script,
];

const WIRES: readonly Wire[] = [
  ['http()', (baseURL, fetch) => http({ baseURL, apiKey: KEY, fetch }), () => chatServer('LiteLLM')],
  [
    'openai() with a client',
    (baseURL, fetch) => openai(new OpenAI({ baseURL, apiKey: KEY, fetch })),
    () => chatServer('OpenRouter'),
  ],
  [
    'responses()',
    (baseURL, fetch) => responses({ baseURL, apiKey: KEY, fetch }),
    () =>
      strictServer(
        (input) =>
          input.at(-1)?.type === 'function_call_output'
            ? answering(message(0, TEXT))
            : answering(reasoning(0, 'rs_1', TEXT), responsesCall(1, 'call_1', 'look', '{}')),
        { call_1: 'rs_1' },
      ),
  ],
  [
    'anthropic()',
    (baseURL, fetch) => anthropic({ baseURL, apiKey: KEY, fetch }),
    () =>
      strictAnthropic((_, index) =>
        index > 0
          ? [{ type: 'text', text: TEXT }]
          : [
              { type: 'thinking', thinking: 'Yes.', signature: signatureOf('Yes.') },
              { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
            ],
      ),
  ],
  [
    'gemini()',
    (baseURL, fetch) => gemini({ baseURL, apiKey: KEY, fetch }),
    () => {
      const script = strictGemini(
        streamed([{ functionCall: { id: 'call_1', name: 'look', args: {} }, thoughtSignature: 'c2lnMQ==' }]),
        streamed([{ text: TEXT }]),
      );
      // It knows one key.
      const known = (key: unknown): string => (key === KEY ? 'secret' : '');
      return ({ headers, ...request }) =>
        script({ ...request, headers: { ...headers, 'x-goog-api-key': known(headers['x-goog-api-key']) } });
    },
  ],
  [
    'fromAiSdk()',
    (baseURL, fetch) => fromAiSdk(languageModel(baseURL, fetch)),
    () => (_, index) =>
      index > 0
        ? lines({ type: 'text-delta', id: '0', delta: TEXT }, finish('v3'))
        : lines({ type: 'tool-call', toolCallId: 'call_1', toolName: 'look', input: '{}' }, finish('v3', 'tool-calls')),
  ],
];

describe.each(WIRES)('a recording of %s', (_, make, server) => {
  const messages: readonly Message[] = [{ role: 'user', content: `My key is ${KEY}. What is there?` }];
  const agent = new Agent({ model: 'queen', functions: [look] });
  const ask = (model: ChatModel) => outcome(new Swarm(model, { raw: true }).run({ agent, messages }));

  /** Asks over this `fetch` and records it. A body may end after its answer, so that the end of both exchanges is awaited. */
  const askRecorded = async (url: string, fetch: typeof globalThis.fetch = globalThis.fetch) => {
    const recording$ = new Subject<FetchRecording>();
    const whole = last(
      recording$.pipe(
        filter(({ exchanges }) => exchanges.length === 2),
        take(1),
      ),
    );
    const asked = await ask(
      make(
        url,
        recordFetch((latest) => recording$.next(latest), { fetch }),
      ),
    );
    if (asked.error) throw asked.error;
    // A file holds it as JSON.
    return { asked, recording: JSON.parse(JSON.stringify(await whole)) as FetchRecording };
  };

  const recorded = async () => {
    const loopback = await serve(inPieces(server()));
    const answer = await askRecorded(loopback.url);
    await loopback.close();
    return { ...answer, url: loopback.url };
  };

  it('gives the same events without the server, for the same requests', async () => {
    const { asked, recording, url } = await recorded();
    expect(asked.error).toBeUndefined();
    expect(await ask(make(url, replayFetch(recording, { strict: true })))).toEqual(asked);
  });

  it('gives the same bytes in the same pieces', async () => {
    const { recording, url } = await recorded();
    const again = await askRecorded(url, replayFetch(recording));
    expect(untimed(again.recording)).toEqual(untimed(recording));
    expect(recording.exchanges.flatMap(({ pieces }) => pieces).length).toBeGreaterThan(4);
  });

  it('holds the conversation and no key', async () => {
    const text = JSON.stringify((await recorded()).recording);
    expect(text).toContain('What is there?');
    expect(text).not.toContain(KEY);
  });

  it('breaks off after the given bytes', async () => {
    const { asked, recording, url } = await recorded();
    const fault = { exchange: 1, afterBytes: 7 };
    const { error, values } = await ask(make(url, replayFetch(recording, { fault })));
    expect(error?.message).toContain('The replay was told to break here');
    expect(error?.type).toBe('network');
    expect(values.length).toBeLessThan(asked.values.length);
  });

  it('refuses another request when strict, and one more than it has', async () => {
    const { recording, url } = await recorded();
    const strict = make(url, replayFetch(recording, { strict: true }));
    const other = new Swarm(strict, { raw: true }).run({
      agent: new Agent({ model: 'queen', instructions: 'Be brief.' }),
      messages,
    });
    expect(await failure(other)).toMatchObject({
      type: 'usage',
      message: 'Request 0 differs from the recorded one: record anew, or leave `strict` out.',
    });
    const model = make(url, replayFetch(recording));
    await ask(model);
    expect((await ask(model)).error).toMatchObject({
      type: 'usage',
      message: 'The recording has 2 exchanges, and one more was requested.',
    });
  });
});

const untimed = (recording: FetchRecording): unknown =>
  JSON.parse(JSON.stringify(recording, (key, value: unknown) => (key === 'at' ? undefined : value)));
