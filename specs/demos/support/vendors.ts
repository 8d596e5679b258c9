import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import { completionOf } from '../../../demos/embedded/completion.ts';
import { chunksOf } from '../../../demos/embedded/chunks.ts';
import { decide } from '../../../demos/embedded/decide.ts';
import type { Decision } from '../../../demos/embedded/decision.ts';
import type { Call, WireMessage, WireRequest } from '../../../demos/embedded/wire.ts';
import { bodyOf as anthropicBody, strict as strictAnthropic } from '../../models/anthropic/strict-server.ts';
import { bodyOf as geminiBody, strict as strictGemini, streamed } from '../../models/gemini/strict-server.ts';
import { answering, call as callEvents, message as messageEvents } from '../../models/responses/events.ts';
import { inputOf, strictServer } from '../../models/responses/strict-server.ts';
import { DONE, event } from '../../support/wire.ts';

/*
 * Strict servers of each API that decide as the embedded model does: a demo that is talked to over an API of its own has to do
 * what it does without a key.
 */

/** A server, and how the environment of a demo names it. */
export interface Vendor {
  readonly provider: string;
  /** The model that is asked where `MODEL` says nothing. */
  readonly model: string;
  readonly script: (request: ReceivedRequest, index: number) => ServerAnswer;
  readonly env: (url: string) => Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

const call = (id: unknown, name: unknown, input: unknown): Call => ({
  ...{ id: String(id), type: 'function' },
  function: { name: String(name), arguments: typeof input === 'string' ? input : JSON.stringify(input) },
});

const says = (role: WireMessage['role'], content: unknown): WireMessage => ({ role, content: content as string });
const calling = (...calls: readonly Call[]): WireMessage => ({ role: 'assistant', tool_calls: calls });
const result = (id: unknown, content: unknown): WireMessage => ({
  ...{ role: 'tool', tool_call_id: String(id) },
  content: typeof content === 'string' ? content : JSON.stringify(content),
});

const toolsOf = (tools: unknown): NonNullable<WireRequest['tools']> =>
  ((tools ?? []) as readonly Json[]).map(({ name, description }) => ({
    type: 'function',
    function: { name: String(name), description: String(description) },
  }));

/** Makes ids that no other answer has. */
let made = 0;
const newId = (prefix: string): string => `${prefix}_${String(made++)}`;

/** Answers with JSON where no stream is asked for. */
const json = (body: object): ServerAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: [JSON.stringify(body)],
});

const chat = ({ body }: ReceivedRequest): ServerAnswer => {
  const request = body as WireRequest;
  const head = { id: newId('chatcmpl'), created: 7, model: request.model };
  const decision = decide(request);
  if (request.stream !== true) return json(completionOf(request, decision, head));
  return { body: [...chunksOf(request, decision, head).map(event), DONE] };
};

const fromAnthropic = ({
  model,
  system = [],
  messages,
  tools,
  tool_choice: choice,
}: ReturnType<typeof anthropicBody>) =>
  ({
    model,
    tools: toolsOf(tools),
    ...chosen((choice as Json | undefined)?.['type'], (choice as Json | undefined)?.['name'], 'any'),
    messages: [
      ...system.map(({ text }) => says('system', text)),
      ...messages.flatMap(({ role, content }) =>
        content.map((block) => {
          if (block.type === 'tool_use') return calling(call(block['id'], block['name'], block['input']));
          if (block.type === 'tool_result') return result(block['tool_use_id'], block['content']);
          return says(role as WireMessage['role'], block['text']);
        }),
      ),
    ],
  }) satisfies WireRequest;

/** Returns the `tool_choice` of Chat Completions for one of another API, whose word for `required` is given. */
const chosen = (type: unknown, name: unknown, required: string): Pick<WireRequest, 'tool_choice'> => {
  if (typeof name === 'string') return { tool_choice: { function: { name } } };
  return type === required ? { tool_choice: 'required' } : type === 'none' ? { tool_choice: 'none' } : {};
};

const blocksOf = ({ text, calls }: Decision) => [
  ...(text === '' ? [] : [{ type: 'text', text }]),
  ...calls.map(({ name, arguments: input }) => ({ type: 'tool_use', id: newId('toolu'), name, input })),
];

const anthropic = (request: ReceivedRequest, index: number): ServerAnswer => {
  const body = anthropicBody(request);
  const blocks = blocksOf(decide(fromAnthropic(body)));
  const answer = strictAnthropic(() => blocks)(request, index);
  if (answer.status !== undefined || body['stream'] === true) return answer;
  const reason = blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 9, output_tokens: 7 };
  return json({ id: 'msg_1', type: 'message', role: 'assistant', content: blocks, stop_reason: reason, usage });
};

const fromGemini = (body: ReturnType<typeof geminiBody>): WireRequest => {
  const tools = ((body['tools'] ?? []) as readonly Json[]).flatMap(({ functionDeclarations }) => functionDeclarations);
  const { mode, allowedFunctionNames: [name, ...others] = [] } = ((body['toolConfig'] as Json | undefined)?.[
    'functionCallingConfig'
  ] ?? {}) as { readonly mode?: string; readonly allowedFunctionNames?: readonly string[] };
  return {
    model: 'gemini',
    tools: toolsOf(tools),
    ...chosen(mode, others.length === 0 ? name : undefined, 'ANY'),
    messages: [
      ...(body.systemInstruction?.parts ?? []).map(({ text }) => says('system', text)),
      ...body.contents.flatMap(({ role, parts }) =>
        parts.map(({ text, functionCall, functionResponse }) => {
          const { id, name, args, response } = (functionCall ?? functionResponse ?? {}) as Json;
          if (functionCall) return calling(call(id, name, args));
          if (functionResponse) return result(id, (response as Json)['output'] ?? response);
          return says(role === 'model' ? 'assistant' : 'user', text);
        }),
      ),
    ],
  };
};

const gemini = (request: ReceivedRequest): ServerAnswer => {
  const { text, calls } = decide(fromGemini(geminiBody(request)));
  const parts = [
    ...(text === '' ? [] : [{ text }]),
    ...calls.map(({ name, arguments: args }) => ({ functionCall: { id: newId('fc'), name, args } })),
  ];
  const answer = strictGemini(streamed(...parts.map((part) => [part])))(request);
  if (answer.status !== undefined || request.url.includes(':stream')) return answer;
  return json({ candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }] });
};

const fromResponses = (request: ReceivedRequest): WireRequest => {
  const { model, tools, tool_choice: choice, instructions } = request.body as Json;
  const named = typeof choice === 'object' ? (choice as Json) : { type: choice };
  return {
    model: String(model),
    tools: toolsOf(tools),
    ...chosen(named['type'], named['name'], 'required'),
    messages: [
      ...(instructions === undefined ? [] : [says('system', instructions)]),
      ...inputOf(request).map((item) => {
        if (item.type === 'function_call') return calling(call(item['call_id'], item['name'], item['arguments']));
        if (item.type === 'function_call_output') return result(item['call_id'], item['output']);
        return says(item['role'] as WireMessage['role'], item['content']);
      }),
    ],
  };
};

const responses = (request: ReceivedRequest): ServerAnswer => {
  const { text, calls } = decide(fromResponses(request));
  const made = calls.map(({ name, arguments: input }) => [newId('call'), name, JSON.stringify(input)] as const);
  const answer = strictServer(() =>
    answering(
      ...(text === '' ? [] : [messageEvents(0, text)]),
      ...made.map(([id, name, input], place) => callEvents(place + 1, id, name, input)),
    ),
  )(request);
  if (answer.status !== undefined || (request.body as Json)['stream'] === true) return answer;
  const output = [
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
    ...made.map(([id, name, input]) => ({ type: 'function_call', call_id: id, name, arguments: input })),
  ];
  return json({ id: 'resp_1', object: 'response', status: 'completed', output });
};

const environment =
  (provider: string, prefix: string) =>
  (url: string): Readonly<Record<string, string>> => ({
    ...{ PROVIDER: provider, [`${prefix}_BASE_URL`]: url, [`${prefix}_API_KEY`]: 'secret' },
  });

export const VENDORS: readonly Vendor[] = [
  { provider: 'openai', model: 'gpt-4o', script: chat, env: environment('openai', 'OPENAI') },
  { provider: 'responses', model: 'gpt-5-mini', script: responses, env: environment('responses', 'OPENAI') },
  { provider: 'anthropic', model: 'claude-sonnet-4-5', script: anthropic, env: environment('anthropic', 'ANTHROPIC') },
  { provider: 'gemini', model: 'gemini-2.5-flash', script: gemini, env: environment('gemini', 'GEMINI') },
];
