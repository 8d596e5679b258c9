import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import { chunk } from './chunks.ts';
import { DONE, event } from './wire.ts';

/* Servers of Chat Completions that send fields of their own, and refuse a conversation that has lost them. */

/** A request's messages as a server sees them: any field may be there. */
export type Sent = Readonly<Record<string, unknown>> & { readonly role: string; readonly tool_calls?: readonly Json[] };
type Json = Readonly<Record<string, unknown>>;

export const messagesOf = ({ body }: ReceivedRequest): readonly Sent[] =>
  (body as { messages: readonly Sent[] }).messages;
/** Answers with these chunks. */
export const events = (...chunks: readonly object[]): ServerAnswer => ({ body: [...chunks.map(event), DONE] });
const refused = (message: string): ServerAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: [JSON.stringify({ error: { message, type: 'invalid_request_error' } })],
});

/** A server of one kind: what it sends beside the known fields, and the words with which it refuses a request without it. */
export interface Kind {
  readonly delta: Json;
  /** Fields of the call. */
  readonly call: Json;
  readonly refuse: (messages: readonly Sent[]) => string | undefined;
}

const callers = (messages: readonly Sent[]): readonly Sent[] =>
  messages.filter((each) => each.tool_calls !== undefined);
/** The names of fields that the API does not define. */
export const strangers = (each: Sent): readonly string[] =>
  Object.keys(each).filter((key) => !['role', 'content', 'tool_calls', 'tool_call_id'].includes(key));

export const SIGNATURE = { google: { thought_signature: 'c2lnbmF0dXJl' } };
const THOUGHTS = [
  { type: 'thinking', thinking: 'Hm', signature: 's1' },
  { type: 'redacted_thinking', data: 'x' },
];
const DETAILS = [
  { type: 'reasoning.text', text: 'Hm', signature: 's1', index: 0 },
  { type: 'reasoning.encrypted', data: 'x', index: 1 },
];

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

export const KINDS: Readonly<Record<string, Kind>> = {
  'Gemini, compatible': {
    delta: {},
    call: { extra_content: SIGNATURE },
    refuse: (messages) =>
      callers(messages).every((each) => same(each.tool_calls?.[0]?.['extra_content'], SIGNATURE))
        ? undefined
        : 'Function call `look` in the 2. content block is missing a `thought_signature`.',
  },
  DeepSeek: {
    delta: { reasoning_content: 'Let me look.' },
    call: {},
    refuse: (messages) =>
      callers(messages).every((each) => each['reasoning_content'] === 'Let me look.')
        ? undefined
        : 'The `reasoning_content` in the thinking mode must be passed back to the API.',
  },
  'DeepSeek, which had no thought': {
    delta: { reasoning_content: '' },
    call: {},
    refuse: (messages) =>
      callers(messages).every((each) => each['reasoning_content'] === '')
        ? undefined
        : 'The `reasoning_content` in the thinking mode must be passed back to the API.',
  },
  OpenRouter: {
    delta: { reasoning: 'Hm', reasoning_details: DETAILS },
    call: {},
    refuse: (messages) =>
      callers(messages).every((each) => same(each['reasoning_details'], DETAILS) && each['reasoning'] === undefined)
        ? undefined
        : 'reasoning_details are missing',
  },
  LiteLLM: {
    delta: {
      reasoning_content: 'Hm',
      thinking_blocks: THOUGHTS,
      provider_specific_fields: { thinking_blocks: THOUGHTS },
    },
    call: { provider_specific_fields: { thought_signature: 's2' } },
    refuse: (messages) =>
      callers(messages).every(
        (each) =>
          same(each['thinking_blocks'], THOUGHTS) &&
          same(each['provider_specific_fields'], { thinking_blocks: THOUGHTS }) &&
          same(each.tool_calls?.[0]?.['provider_specific_fields'], { thought_signature: 's2' }),
      )
        ? undefined
        : 'Expected `thinking` or `redacted_thinking`, but found `tool_use`.',
  },
  Groq: {
    delta: { reasoning: 'Hm' },
    call: {},
    refuse: (messages) => {
      const [stranger] = messages.flatMap(strangers);
      return stranger === undefined ? undefined : `property '${stranger}' is unsupported`;
    },
  },
};

/** Plays a server that asks to look whenever the last message is a user's, and answers what it was told. */
export const serverOf =
  ({ delta, call, refuse }: Kind) =>
  (request: ReceivedRequest): ServerAnswer => {
    const messages = messagesOf(request);
    const words = refuse(messages);
    if (words !== undefined) return refused(words);
    if (messages.at(-1)?.role === 'tool') return events(chunk({ content: 'Bees.' }), chunk({}, 'stop'));
    const look = { index: 0, id: 'call00001', type: 'function', function: { name: 'look', arguments: '' }, ...call };
    return events(
      chunk({ role: 'assistant', content: null, ...delta, tool_calls: [look] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      chunk({}, 'tool_calls'),
    );
  };
