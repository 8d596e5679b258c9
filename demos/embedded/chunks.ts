import type { Decision } from './decision.ts';
import { fragmentsOf, tokensOf, usageOf } from './tokens.ts';
import type { Usage, WireRequest } from './wire.ts';

export interface WireChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  readonly created: number;
  readonly model: string;
  readonly choices: readonly { readonly index: 0; readonly delta: object; readonly finish_reason: string | null }[];
  readonly usage?: Usage;
}

export type Head = Pick<WireChunk, 'id' | 'created' | 'model'>;

/**
 * Streams a decision as chunks: the role, text and calls piece by piece, the finish reason, and the usage if it was
 * asked for.
 */
export const chunksOf = (request: WireRequest, decision: Decision, head: Head): readonly WireChunk[] => {
  const chunk = (delta: object, reason: string | null = null): WireChunk => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const usage = { ...chunk({}), choices: [], usage: usageOf(request, decision) };
  return [
    chunk({ role: 'assistant' }),
    ...tokensOf(decision.text).map((content) => chunk({ content })),
    ...decision.calls.flatMap((_, index) => callDeltas(decision, index, head)).map((delta) => chunk(delta)),
    chunk({}, finishOf(decision)),
    ...(request.stream_options?.include_usage === true ? [usage] : []),
  ];
};

export const finishOf = ({ calls }: Decision): string => (calls.length > 0 ? 'tool_calls' : 'stop');

export const callId = ({ id }: Head, index: number): string => `call_${id.slice(-12)}_${String(index)}`;

const callDeltas = ({ calls }: Decision, index: number, head: Head): readonly object[] => {
  const { name = '', arguments: input = {} } = calls[index] ?? {};
  const first = { index, id: callId(head, index), type: 'function', function: { name, arguments: '' } };
  const rest = fragmentsOf(input).map((fragment) => ({ index, function: { arguments: fragment } }));
  return [first, ...rest].map((delta) => ({ tool_calls: [delta] }));
};
