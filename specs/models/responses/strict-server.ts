import type { ReceivedRequest, ServerAnswer } from 'rxswarm/testing';
import type { Json } from './events.ts';

/*
 * A server as strict as OpenAI's, with its words (platform.openai.com/docs/api-reference/responses and the errors quoted in
 * vercel/ai#7099, continuedev/continue#11994, BerriAI/litellm#13420, AnswerDotAI/fastllm#45, as far as excerpts of 2026-12-01 show them).
 */

const FIELDS = new Set([
  ...['model', 'input', 'stream', 'store', 'include', 'tools', 'tool_choice', 'parallel_tool_calls', 'reasoning'],
  ...['text', 'max_output_tokens', 'temperature', 'top_p', 'user', 'metadata', 'instructions', 'service_tier'],
]);

const ITEM_FIELDS: Readonly<Record<string, readonly string[]>> = {
  message: ['type', 'role', 'content', 'phase'],
  reasoning: ['type', 'id', 'summary', 'content', 'encrypted_content'],
  function_call: ['type', 'id', 'call_id', 'name', 'arguments', 'status'],
  function_call_output: ['type', 'id', 'call_id', 'output', 'status'],
  web_search_call: ['type', 'id', 'status', 'action'],
};

type Item = Json & { readonly type: string };

const refused = (message: string, code: string | null = null): ServerAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/json', 'x-request-id': 'req_strict' },
  body: [JSON.stringify({ error: { message, type: 'invalid_request_error', param: 'input', code } })],
});

export const inputOf = ({ body }: ReceivedRequest): readonly Item[] =>
  (body as { readonly input: readonly Json[] }).input.map((item) => ({ type: 'message', ...item }));

/** Returns the words that refuse a field that the API does not know. */
const stranger = (body: Json, input: readonly Item[]): string | undefined => {
  const name = Object.keys(body).find((key) => !FIELDS.has(key));
  if (name !== undefined) return `Unknown parameter: '${name}'.`;
  for (const [place, item] of input.entries()) {
    const known = ITEM_FIELDS[item.type];
    if (known === undefined) return `Invalid value: '${item.type}'.`;
    const key = Object.keys(item).find((each) => !known.includes(each));
    if (key !== undefined) return `Unknown parameter: 'input[${String(place)}].${key}'.`;
  }
  return undefined;
};

/** Returns the words by which llama.cpp's server refuses a text of the model that does not name its type (v0.4.0). */
const untyped = ({ body }: ReceivedRequest): string | undefined =>
  (body as { readonly input: readonly Json[] }).input.some(
    ({ role, type }) => role === 'assistant' && type === undefined,
  )
    ? "Cannot determine type of 'item'"
    : undefined;

const callId = (item: Item): string => (typeof item['call_id'] === 'string' ? item['call_id'] : '');

/** Returns the words that refuse calls and results which do not match. */
const torn = (input: readonly Item[]): string | undefined => {
  const called = new Set(input.filter(({ type }) => type === 'function_call').map(callId));
  const results = input.filter(({ type }) => type === 'function_call_output').map(callId);
  const orphan = results.find((id) => !called.has(id));
  if (orphan !== undefined) return `No tool call found for function call output with call_id ${orphan}.`;
  const open = [...called].find((id) => !results.includes(id));
  if (open !== undefined) return `No tool output found for function call ${open}.`;
  const place = input.findIndex(({ call_id: id }) => typeof id === 'string' && id.length > 64);
  return place === -1
    ? undefined
    : `Invalid 'input[${String(place)}].call_id': string too long. Expected a string with maximum length 64.`;
};

/** Returns the words that refuse reasoning which is not where it was. `needs`: the reasoning that each call came with. */
const thoughtless = (input: readonly Item[], needs: Readonly<Record<string, string>>): string | undefined => {
  for (const [place, { type, id, encrypted_content: sealed, call_id: call }] of input.entries()) {
    if (type === 'reasoning') {
      const next = input[place + 1];
      if (sealed === undefined) {
        return `Item with id '${String(id)}' not found. Items are not persisted when \`store\` is set to false.`;
      }
      if (sealed !== `sealed ${String(id)}`)
        return `The encrypted content for item ${String(id)} could not be verified.`;
      const isFollowed = next !== undefined && (next.type !== 'message' || next['role'] === 'assistant');
      if (!isFollowed)
        return `Item '${String(id)}' of type 'reasoning' was provided without its required following item.`;
    }
    const needed = type === 'function_call' ? needs[String(call)] : undefined;
    if (needed !== undefined && !input.slice(0, place).some((each) => each['id'] === needed)) {
      return `Item 'fc_${String(call)}' of type 'function_call' was provided without its required 'reasoning' item: '${needed}'.`;
    }
  }
  return undefined;
};

/** Plays a server that answers what `answer` says, and refuses what the real one refuses. */
export const strictServer =
  (answer: (input: readonly Item[], body: Json) => ServerAnswer, needs: Readonly<Record<string, string>> = {}) =>
  (request: ReceivedRequest): ServerAnswer => {
    const body = request.body as Json;
    const input = inputOf(request);
    if (body['store'] !== false) return refused('This organization stores nothing: set `store` to false.');
    const isEncrypted = JSON.stringify(body['include'] ?? []).includes('reasoning.encrypted_content');
    if (isEncrypted === String(body['model']).startsWith('gpt-4')) {
      return refused('Encrypted content is not supported with this model.');
    }
    const tools = (body['tools'] ?? []) as readonly Json[];
    if (tools.some((tool) => tool['type'] === 'function' && typeof tool['name'] !== 'string')) {
      return refused("Missing required parameter: 'tools[0].name'.", 'missing_required_parameter');
    }
    const words = untyped(request) ?? stranger(body, input) ?? torn(input) ?? thoughtless(input, needs);
    return words === undefined ? answer(input, body) : refused(words);
  };
