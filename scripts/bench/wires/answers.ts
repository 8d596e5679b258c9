/* The same answer in the words of each API: text deltas, a reason to end, usage. */

/** Name of an API. */
export type ApiName = 'chat-completions' | 'responses' | 'anthropic' | 'gemini';

const WORDS = ['The ', 'bees ', 'of ', 'the ', 'north ', 'fly ', 'late, ', 'and ', 'sleep ', 'long. '];

const named = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const unnamed = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

interface Words {
  readonly begin: string;
  readonly text: (word: string, place: number) => string;
  readonly end: (count: number) => string;
}

const chunk = (choice: object, rest: object = {}): string =>
  unnamed({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1764000000,
    model: 'm',
    choices: [{ index: 0, logprobs: null, finish_reason: null, ...choice }],
    ...rest,
  });

const item = (content: readonly object[], status: string) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status,
  content,
});
const response = (status: string, rest: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  model: 'm',
  status,
  output: [],
  ...rest,
});

const part = (text: string, rest: object = {}): string =>
  unnamed({
    candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...rest }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 5, totalTokenCount: 8 },
    modelVersion: 'm',
    responseId: 'r',
  });

const APIS: Readonly<Record<ApiName, Words>> = {
  'chat-completions': {
    begin: chunk({ delta: { role: 'assistant', content: '' } }),
    text: (content) => chunk({ delta: { content } }),
    end: (count) =>
      chunk(
        { delta: {}, finish_reason: 'stop' },
        { usage: { prompt_tokens: 3, completion_tokens: count, total_tokens: count + 3 } },
      ) + 'data: [DONE]\n\n',
  },
  responses: {
    begin:
      named('response.created', { sequence_number: 0, response: response('in_progress') }) +
      named('response.output_item.added', { sequence_number: 1, output_index: 0, item: item([], 'in_progress') }) +
      named('response.content_part.added', {
        sequence_number: 2,
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
      }),
    text: (delta, place) =>
      named('response.output_text.delta', {
        sequence_number: place + 3,
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        delta,
        logprobs: [],
        obfuscation: 'Zarov0xJ',
      }),
    end: (count) => {
      const output = [item([{ type: 'output_text', text: '', annotations: [] }], 'completed')];
      return (
        named('response.output_item.done', { sequence_number: count + 4, output_index: 0, item: output[0] }) +
        named('response.completed', {
          sequence_number: count + 5,
          response: response('completed', {
            output,
            usage: { input_tokens: 3, output_tokens: count, total_tokens: count + 3 },
          }),
        })
      );
    },
  },
  anthropic: {
    begin:
      named('message_start', {
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          stop_reason: null,
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      }) + named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    text: (text) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
    end: (count) =>
      named('content_block_stop', { index: 0 }) +
      named('message_delta', {
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: count },
      }) +
      named('message_stop', {}),
  },
  gemini: {
    begin: '',
    text: (word) => part(word),
    end: () => part('', { finishReason: 'STOP' }),
  },
};

/** Returns the text of an answer in so many deltas. */
export const wordsOf = (deltas: number): readonly string[] =>
  Array.from({ length: deltas }, (_, place) => WORDS[place % WORDS.length] ?? '');

/** Returns the bytes of an answer in the words of an API, in reads of four events each. */
export const readsOf = (api: ApiName, words: readonly string[]): readonly Uint8Array[] => {
  const { begin, text, end } = APIS[api];
  const events = [begin, ...words.map(text), end(words.length)];
  const reads: Uint8Array[] = [];
  for (let place = 0; place < events.length; place += 4) {
    reads.push(new TextEncoder().encode(events.slice(place, place + 4).join('')));
  }
  return reads;
};
