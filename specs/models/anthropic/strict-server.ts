import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import { hashOf } from '../../../lib/util/hash-of.ts';
import { type AnswerBlock, streamed } from './events.ts';

/*
 * A server that refuses what Anthropic's refuses, in its words, as far as its documents and public threads tell them
 * (platform.claude.com/docs, read 2026-12-01; the issues are named at the rules).
 */

type Json = Readonly<Record<string, unknown>>;
interface Turn {
  readonly role: string;
  readonly content: readonly AnswerBlock[];
}

/** A request's body as the server sees it. */
export interface Body extends Json {
  readonly model: string;
  readonly messages: readonly Turn[];
  readonly tools?: readonly Json[];
  readonly system?: readonly AnswerBlock[];
}

export const bodyOf = ({ body }: ReceivedRequest): Body => body as Body;

const FIELDS = new Set([
  ...['model', 'messages', 'max_tokens', 'stream', 'system', 'tools', 'tool_choice', 'thinking', 'output_config'],
  ...['metadata', 'service_tier', 'stop_sequences', 'temperature', 'top_k', 'top_p', 'cache_control', 'container'],
]);

const thinkingType = ({ thinking }: Json): string =>
  (thinking as { readonly type: string } | undefined)?.type ?? 'disabled';
const isThinking = (body: Json): boolean => thinkingType(body) !== 'disabled';
const ofType = (turn: Turn | undefined, type: string): readonly AnswerBlock[] =>
  (turn?.content ?? []).filter((block) => block.type === type);
const blocksOf = ({ messages }: Body): readonly AnswerBlock[] => messages.flatMap(({ content }) => content);
const textsIn = (body: Body): readonly string[] =>
  [...blocksOf(body), ...(body.system ?? [])].filter(({ type }) => type === 'text').map(({ text }) => String(text));

/** Claude 5 thinks where the request does not say otherwise. */
const thinksByDefault = (body: Body): boolean => /opus-5|sonnet-5/.test(body.model) && body['thinking'] === undefined;

/** Makes the signature of a thought; any other is refused. */
export const signatureOf = (thinking: string): string => `sig${btoa(thinking)}`;

/** Models that bind thoughts to what stood before them, and refuse forced calls and other ways of thinking. */
const isNewest = ({ model }: Body): boolean => /5-[1-9]/.test(model);

/** What stood before an answer, without marks for the cache. */
const prefixOf = ({ system, tools, messages }: Body, end: number): string => {
  const text = JSON.stringify([system, tools, messages.slice(0, end)], (key, value: unknown) =>
    key === 'cache_control' ? undefined : value,
  );
  return hashOf(text);
};

/** Binds thoughts to the request that they answer. */
const bound = (blocks: readonly AnswerBlock[], body: Body): readonly AnswerBlock[] =>
  blocks.map((block) =>
    block.type === 'thinking' && isNewest(body)
      ? { ...block, signature: `${String(block['signature'])}@${prefixOf(body, body.messages.length)}` }
      : block,
  );

/** Rules by name: each returns the words of the refusal, or undefined. */
const RULES: readonly ((body: Body) => string | undefined)[] = [
  (body) => {
    const unknown = Object.keys(body).find((key) => !FIELDS.has(key));
    return unknown && `${unknown}: Extra inputs are not permitted`;
  },
  ({ max_tokens: most }) => (typeof most === 'number' ? undefined : 'max_tokens: Field required'),
  ({ messages }) => (messages.length > 0 ? undefined : 'messages: at least one message is required'),
  ({ messages }) => (messages[0]?.role === 'user' ? undefined : 'messages: first message must use the "user" role'),
  ({ messages }) =>
    messages.some(({ role }, place) => role === messages[place + 1]?.role)
      ? 'messages: roles must alternate between "user" and "assistant", but found multiple in a row'
      : undefined,
  ({ messages }) =>
    messages.at(-1)?.role === 'user'
      ? undefined
      : 'This model does not support assistant message prefill. The conversation must end with a user message.',
  ({ messages }) => {
    const empty = messages.findIndex(({ content }) => content.length === 0);
    return empty < 0 ? undefined : `messages.${empty}: all messages must have non-empty content`;
  },
  (body) =>
    textsIn(body).some((text) => text.trim() === '')
      ? 'messages: text content blocks must contain non-whitespace text'
      : undefined,
  (body) => {
    const wrong = blocksOf(body).find(({ type, id }) => type === 'tool_use' && !/^[a-zA-Z0-9_-]+$/.test(String(id)));
    return wrong && "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'";
  },
  (body) => {
    const ids = blocksOf(body).flatMap(({ type, id }) => (type === 'tool_use' ? [id] : []));
    return new Set(ids).size === ids.length ? undefined : 'messages: `tool_use` ids must be unique';
  },
  // BerriAI/litellm#9025, lidge-jun/opencodex#620
  ({ messages }) => {
    for (const [place, turn] of messages.entries()) {
      const results = ofType(messages[place + 1], 'tool_result').map(({ tool_use_id: id }) => id);
      const open = ofType(turn, 'tool_use').find(({ id }) => !results.includes(id));
      if (open) {
        return `messages.${place}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${String(open['id'])}.`;
      }
    }
    return undefined;
  },
  ({ messages }) => {
    for (const [place, turn] of messages.entries()) {
      const calls = ofType(messages[place - 1], 'tool_use').map(({ id }) => id);
      const orphan = ofType(turn, 'tool_result').find(({ tool_use_id: id }) => !calls.includes(id));
      if (orphan) return `messages.${place}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks`;
    }
    return undefined;
  },
  ({ messages }) =>
    messages.some(({ role, content }) => {
      const firstOther = content.findIndex(({ type }) => type !== 'tool_result');
      return role === 'user' && firstOther >= 0 && content.slice(firstOther).some(({ type }) => type === 'tool_result');
    })
      ? 'messages: `tool_result` blocks must come first in the content of their message'
      : undefined,
  // openai/openai-agents-python#1704
  (body) => {
    const last = body.messages.findLast((turn) => ofType(turn, 'tool_use').length > 0);
    const isOpen = last !== undefined && body.messages.indexOf(last) === body.messages.length - 2;
    const first = last?.content[0]?.type ?? '';
    return thinkingType(body) === 'enabled' && isOpen && !/thinking$/.test(first)
      ? `messages.1.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`.`
      : undefined;
  },
  // tailcallhq/forgecode#2107
  ({ messages }) =>
    messages.some(({ role, content }) => role === 'assistant' && /thinking$/.test(content.at(-1)?.type ?? ''))
      ? 'messages.1: The final block in an assistant message cannot be `thinking`.'
      : undefined,
  // platform.claude.com/docs/en/build-with-claude/preserved-thinking
  (body) =>
    isNewest(body) &&
    body.messages.some((turn, place) =>
      ofType(turn, 'thinking').some(({ signature }) => String(signature).split('@')[1] !== prefixOf(body, place)),
    )
      ? 'messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation.'
      : undefined,
  (body) =>
    isNewest(body) &&
    !body.model.includes('haiku') &&
    ['any', 'tool'].includes(String((body['tool_choice'] as Json | undefined)?.['type']))
      ? 'tool_choice: forced tool use is not supported for this model'
      : undefined,
  (body) =>
    blocksOf(body).some(
      ({ type, thinking, signature }) =>
        type === 'thinking' && String(signature).split('@')[0] !== signatureOf(String(thinking)),
    )
      ? 'messages.1.content.0: Invalid `signature` in `thinking` block'
      : undefined,
  (body) =>
    (isThinking(body) || thinksByDefault(body)) &&
    ['any', 'tool'].includes(String((body['tool_choice'] as Json | undefined)?.['type']))
      ? 'Thinking may not be enabled when tool_choice forces tool use.'
      : undefined,
  ({ thinking, max_tokens: most }) =>
    Number((thinking as Json | undefined)?.['budget_tokens'] ?? 0) >= Number(most)
      ? '`max_tokens` must be greater than `thinking.budget_tokens`.'
      : undefined,
  (body) =>
    isThinking(body) && 'temperature' in body
      ? '`temperature` may only be set to 1 when thinking is enabled.'
      : undefined,
  ({ temperature = 0 }) => (Number(temperature) > 1 ? 'temperature: range: 0..1' : undefined),
  (body) =>
    /4-7|(fable|opus|sonnet|haiku)-5/.test(body.model) && thinkingType(body) === 'enabled'
      ? '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort".'
      : undefined,
  ({ model, thinking, output_config: output }) =>
    (thinking as Json | undefined)?.['type'] === 'disabled' &&
    (/fable|(opus|sonnet)-5-/.test(model) || /"(xhigh|max)"/.test(JSON.stringify(output ?? {})))
      ? '"thinking.type.disabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort".'
      : undefined,
  (body) =>
    blocksOf(body).some(({ type }) => type === 'tool_use') && (body.tools ?? []).length === 0
      ? 'Requests which include `tool_use` or `tool_result` blocks must define tools.'
      : undefined,
  ({ output_config: output }) =>
    /"(minimum|maximum|minLength|oneOf)":/.test(JSON.stringify(output ?? {}))
      ? "output_config.format.schema: For 'integer' type, properties maximum, minimum are not supported"
      : undefined,
  (body) =>
    (JSON.stringify(body).match(/"cache_control":/g) ?? []).length > 4
      ? 'A maximum of 4 blocks with cache_control may be provided.'
      : undefined,
];

/** Answers with an error in the form of the API. */
export const refusal = (status: number, type: string, message: string): ServerAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': 'req_1' },
  body: [JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' })],
});

/** Returns the words with which the server refuses a body; `undefined` for one that it takes. */
export const problemOf = (body: Body): string | undefined =>
  RULES.map((rule) => rule(body)).find((each) => each !== undefined);

/** Checks a request, and streams the blocks that `answer` gives for it. */
export const strict =
  (answer: (body: Body, index: number) => readonly AnswerBlock[]) =>
  (request: ReceivedRequest, index: number): ServerAnswer => {
    if (request.headers['x-api-key'] === undefined)
      return refusal(401, 'authentication_error', 'x-api-key header is required');
    if (request.headers['anthropic-version'] === undefined)
      return refusal(400, 'invalid_request_error', 'anthropic-version: header is required');
    if (request.url !== '/v1/messages') return refusal(404, 'not_found_error', 'Not found');
    const body = bodyOf(request);
    const words = problemOf(body);
    if (words !== undefined) return refusal(400, 'invalid_request_error', words);
    return { body: streamed(bound(answer(body, index), body)) };
  };
