import { concat, defer, mergeMap, type Observable, of } from 'rxjs';
import type { Response, RunEvent } from '../../agent/response.ts';
import type { ToolEvent } from '../../messages/events.ts';
import type { Delta, ToolCallDelta, Usage } from '../../messages/types.ts';
import { Refusal } from '../http/refusal.ts';

/** A chunk of the Chat Completions API, without the fields that all chunks of a completion share. */
export interface AnswerChunk {
  readonly choices: readonly { readonly index: 0; readonly delta: Delta; readonly finish_reason: string | null }[];
  readonly usage?: Usage | undefined;
}

/** The part of a request on which the form of its answer depends. */
export interface AnswerForm {
  /** Names of the client's tools that were offered. */
  readonly tools: ReadonlySet<string>;
  /** True if the answer is JSON: the text of earlier turns would spoil it, and so would an answer that does not fit. */
  readonly isJson: boolean;
}

/**
 * Turns a run into the chunks of one completion: the text of its turns with a blank line between them, calls of the client's own tools,
 * the finish reason, the usage. Other calls and handoffs are not shown.
 */
export const toChunks = (run$: Observable<RunEvent>, { tools, isJson }: AnswerForm): Observable<AnswerChunk> =>
  defer(() => {
    let hasText = false;
    let isNewTurn = false;
    const waiting: WaitingTool[] = [];
    const separated = (content: string): string => {
      const text = hasText && isNewTurn ? `\n\n${content}` : content;
      hasText = true;
      isNewTurn = false;
      return text;
    };
    const text$ = run$.pipe(
      mergeMap((event): readonly AnswerChunk[] => {
        if ('delim' in event) isNewTurn ||= event.delim === 'start';
        if ('tool' in event && event.tool.status === 'waiting') waiting.push(event.tool);
        if ('response' in event) return lastChunks(event.response, callsOf(waiting, tools), isJson);
        if ('content' in event && event.content && !isJson) return [chunk({ content: separated(event.content) })];
        return 'refusal' in event && event.refusal ? [chunk({ refusal: event.refusal })] : [];
      }),
    );
    return concat(of(chunk({ role: 'assistant', content: '' })), text$);
  });

/** A call that waits, as its event tells it. */
type WaitingTool = Extract<ToolEvent['tool'], { readonly status: 'waiting' }>;

const chunk = (delta: Delta, finishReason: string | null = null): AnswerChunk => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});

/** @throws Refusal 403 for a call that waits for something else than a tool of the client. */
const callsOf = (waiting: readonly WaitingTool[], tools: ReadonlySet<string>): readonly ToolCallDelta[] =>
  waiting.map(({ id, name, arguments: written }, index) => {
    if (!tools.has(name)) {
      throw new Refusal(403, 'decision', 'Forbidden: a call waits for an approval, which this API cannot give.');
    }
    return { index, id, type: 'function', function: { name, arguments: written || '{}' } };
  });

const lastChunks = (
  { finishReason = 'stop', usage, output }: Pick<Response, 'finishReason' | 'usage' | 'output'>,
  calls: readonly ToolCallDelta[],
  isJson: boolean,
): readonly AnswerChunk[] => [
  ...(isJson && output !== undefined ? [chunk({ content: JSON.stringify(output) })] : []),
  ...calls.map((call) => chunk({ tool_calls: [call] })),
  chunk({}, calls.length > 0 ? 'tool_calls' : (REASONS.get(finishReason) ?? 'stop')),
  { choices: [], usage },
];

/** The reasons for which an answer ends, in the words of the API. Any other is the end of a whole answer. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['max_turns', 'length'],
  ['length', 'length'],
  ['content_filter', 'content_filter'],
]);

/** Joins all chunks into the `choices` and `usage` of a completion that is not streamed. */
export const toWhole = (chunks: readonly AnswerChunk[]): object => {
  const choices = chunks.flatMap((each) => each.choices);
  const refusal = choices.map(({ delta }) => delta.refusal ?? '').join('');
  const content = choices.map(({ delta }) => delta.content ?? '').join('');
  const calls = choices
    .flatMap(({ delta }) => delta.tool_calls ?? [])
    .map(({ id, type, function: called }) => ({ id, type, function: called }));
  return {
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content === '' && calls.length > 0 ? null : content,
          refusal: refusal === '' ? null : refusal,
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        finish_reason: choices.map((choice) => choice.finish_reason).findLast(Boolean),
        logprobs: null,
      },
    ],
    usage: chunks.findLast(({ usage }) => usage)?.usage,
  };
};
