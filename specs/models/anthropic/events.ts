/* Answers in the form that the Messages API writes. */

/** A block of an answer. */
export type AnswerBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** Formats an event under its own name, as the server does. */
export const named = (json: { readonly type: string } & Readonly<Record<string, unknown>>): string =>
  `event: ${json.type}\ndata: ${JSON.stringify(json)}\n\n`;

export const USAGE = { input_tokens: 9, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };

export const messageStart = (usage: object = USAGE): string =>
  named({
    type: 'message_start',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929', content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage },
    },
  });

export const delta = (index: number, part: AnswerBlock): string =>
  named({ type: 'content_block_delta', index, delta: part });
export const textDelta = (text: string, index = 0): string => delta(index, { type: 'text_delta', text });

export const begin = (index: number, block: AnswerBlock): string =>
  named({ type: 'content_block_start', index, content_block: block });
export const stop = (index: number): string => named({ type: 'content_block_stop', index });

export const messageStop = (reason: string, more: object = {}, usage: object = { output_tokens: 7 }): string =>
  named({ type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null, ...more }, usage }) +
  named({ type: 'message_stop' });

const halves = (text: string): readonly string[] => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

/** Writes a block as the server streams it: its parts in two pieces. */
const written = (block: AnswerBlock, index: number): readonly string[] => {
  switch (block.type) {
    case 'text':
      return [
        begin(index, { type: 'text', text: '' }),
        ...halves(String(block['text'])).map((text) => textDelta(text, index)),
        stop(index),
      ];
    case 'tool_use':
      return [
        begin(index, { ...block, input: {} }),
        ...halves(JSON.stringify(block['input'])).map((partial_json) =>
          delta(index, { type: 'input_json_delta', partial_json }),
        ),
        stop(index),
      ];
    case 'thinking':
      return [
        begin(index, { type: 'thinking', thinking: '', signature: '' }),
        ...halves(String(block['thinking'])).map((thinking) => delta(index, { type: 'thinking_delta', thinking })),
        delta(index, { type: 'signature_delta', signature: block['signature'] }),
        stop(index),
      ];
    default:
      return [begin(index, block), stop(index)];
  }
};

/** Writes a whole answer, a piece for each event. */
export const streamed = (blocks: readonly AnswerBlock[], reason?: string): readonly string[] => [
  messageStart(),
  named({ type: 'ping' }),
  ...blocks.flatMap(written),
  messageStop(reason ?? (blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn')),
];
