import type { ServerAnswer } from 'rxswarm/testing';

/* The events of an answer of the Responses API, as a server writes them. */

export type Json = Readonly<Record<string, unknown>>;

/** Formats an event with its name. */
export const event = (type: string, fields: Json = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

export const USAGE = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens: 3,
  output_tokens_details: { reasoning_tokens: 1 },
  total_tokens: 8,
};

const response = (fields: Json): Json => ({
  response: { id: 'resp_1', object: 'response', created_at: 7, model: 'gpt-5', error: null, output: [], ...fields },
});

export const CREATED = event('response.created', response({ status: 'in_progress' }));
export const COMPLETED = event('response.completed', response({ status: 'completed', usage: USAGE }));

export const incomplete = (reason: string): string =>
  event('response.incomplete', response({ status: 'incomplete', incomplete_details: { reason }, usage: USAGE }));
export const failed = (error: Json): string => event('response.failed', response({ status: 'failed', error }));

/** A piece of text, of the message at this place. */
export const text = (delta: string, place = 0): string =>
  event('response.output_text.delta', { output_index: place, content_index: 0, item_id: 'msg_1', delta, logprobs: [] });

export const added = (place: number, item: Json): string =>
  event('response.output_item.added', { output_index: place, item });
export const done = (place: number, item: Json): string =>
  event('response.output_item.done', { output_index: place, item });

/** The events of a message that says this. */
export const message = (place: number, content: string, more: Json = {}): string => {
  const item = { id: `msg_${String(place)}`, type: 'message', role: 'assistant', ...more };
  const part = { type: 'output_text', text: content, annotations: [] };
  return [
    added(place, { ...item, status: 'in_progress', content: [] }),
    ...(content.match(/.{1,4}/gs) ?? []).map((piece) => text(piece, place)),
    event('response.output_text.done', { output_index: place, content_index: 0, text: content }),
    done(place, { ...item, status: 'completed', content: [part] }),
  ].join('');
};

/** The events of a call. */
export const call = (place: number, id: string, name: string, input: string): string => {
  const item = { id: `fc_${id}`, type: 'function_call', call_id: id, name };
  return [
    added(place, { ...item, status: 'in_progress', arguments: '' }),
    ...(input.match(/.{1,3}/gs) ?? []).map((delta) =>
      event('response.function_call_arguments.delta', { output_index: place, item_id: item.id, delta }),
    ),
    event('response.function_call_arguments.done', { output_index: place, arguments: input }),
    done(place, { ...item, status: 'completed', arguments: input }),
  ].join('');
};

/** The events of thoughts, which come encrypted, and with a summary. */
export const reasoning = (place: number, id: string, ...summary: readonly string[]): string => {
  const item = { id, type: 'reasoning', encrypted_content: `sealed ${id}`, status: null };
  return [
    added(place, { ...item, encrypted_content: 'not yet', summary: [] }),
    ...summary.flatMap((delta, part) => [
      event('response.reasoning_summary_part.added', { output_index: place, summary_index: part }),
      event('response.reasoning_summary_text.delta', { output_index: place, summary_index: part, delta }),
    ]),
    done(place, { ...item, summary: summary.map((words) => ({ type: 'summary_text', text: words })) }),
  ].join('');
};

/** A whole answer of these items. */
export const answering = (...items: readonly string[]): ServerAnswer => ({ body: [CREATED, ...items, COMPLETED] });
