import type { ChatCompletionChunk, Delta, Logprobs } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { apiError } from '../errors/api-error.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { joinedDeltas } from '../stream/joined-deltas.ts';
import { type Answer, newAnswer } from './answer.ts';
import { BETWEEN } from './output-items.ts';
import { places } from './places.ts';
import { toUsage } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;
type Head = Pick<ChatCompletionChunk, 'id' | 'model' | 'created'>;

/**
 * Reads an answer of the Responses API. It is whole with `response.completed` or `response.incomplete`. Its first events say
 * nothing that a reader can see, and make no chunk, because an answer that fails before its first word may be asked for again.
 */
export const readAnswer = (): AnswerReader => {
  const answer = newAnswer();
  const placeOf = places();
  let head: Head | undefined;
  let isDone = false;

  const chunk = (delta: Delta | undefined, logprobs?: Logprobs): ChatCompletionChunk | undefined =>
    delta && { ...head, choices: [{ index: 0, delta, ...(logprobs && { logprobs }) }] };

  const begin = (response: unknown): void => {
    if (isRecord(response)) head ??= headOf(response);
  };

  const end = (response: Json): ChatCompletionChunk => {
    isDone = true;
    begin(response);
    const delta = wholeDelta(response['output'], answer);
    const usage = toUsage(response['usage']);
    const choice = { index: 0, delta, finish_reason: finishOf(response, answer.hasCalls) };
    const { service_tier: tier } = response;
    const served = typeof tier === 'string' && { service_tier: tier };
    return { ...head, ...served, choices: [choice], ...(usage && { usage }) };
  };

  return {
    event(json) {
      if (!isRecord(json)) return undefined;
      const place = placeOf(json);
      const piece = textOf(json['delta']);
      const { item, response } = json;
      switch (json['type']) {
        case 'response.output_text.delta':
          return piece === '' ? undefined : chunk(answer.say(place, piece, 'content'), logprobsOf(json['logprobs']));
        case 'response.refusal.delta':
          return piece === '' ? undefined : chunk(answer.say(place, piece, 'refusal'));
        case 'response.function_call_arguments.delta':
          return piece === '' ? undefined : chunk(answer.call(place, { arguments: piece }));
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return piece === '' ? undefined : chunk(answer.think(place, piece));
        case 'response.reasoning_summary_part.added':
          return chunk(answer.think(place, BETWEEN, true));
        case 'response.output_item.added':
          return isRecord(item) && item['type'] === 'function_call' ? chunk(answer.call(place, item)) : undefined;
        case 'response.output_item.done':
          return isRecord(item) ? chunk(answer.close(place, item)) : undefined;
        case 'response.created':
        case 'response.in_progress':
          begin(response);
          return undefined;
        case 'response.completed':
        case 'response.incomplete':
        case 'response.done':
          return end(isRecord(response) ? response : {});
        case 'response.failed':
        case 'response.cancelled':
          throw failed(response);
        case 'error':
          throw apiError(isRecord(json['error']) ? json : { error: { ...json, type: undefined } });
        default:
          return undefined;
      }
    },
    whole(json) {
      if (!isRecord(json) || !Array.isArray(json['output'])) return undefined;
      const status = textOf(json['status']);
      if (FAILED.has(status)) throw failed(json);
      // An answer that is made in the background has said nothing yet.
      if (status === 'queued' || status === 'in_progress') return undefined;
      return end(json);
    },
    get isFinished() {
      return isDone;
    },
    get isDone() {
      return isDone;
    },
  };
};

const FAILED: ReadonlySet<string> = new Set(['failed', 'cancelled']);

const failed = (response: unknown): Error => {
  const { error, status } = isRecord(response) ? response : { error: undefined, status: 'failed' };
  return apiError({ error: isRecord(error) ? error : { message: `the response has ${textOf(status) || 'failed'}` } });
};

const headOf = ({ id, model, created_at: created }: Json): Head => ({
  ...(typeof id === 'string' && { id }),
  ...(typeof model === 'string' && { model }),
  ...(typeof created === 'number' && { created }),
});

const logprobsOf = (list: unknown): Logprobs | undefined =>
  Array.isArray(list) && list.length > 0 ? { content: list as readonly unknown[] } : undefined;

/** Returns what the events have not told of an answer, and its items in their order. */
const wholeDelta = (output: unknown, answer: Answer): Delta => {
  // The list of a stream may lack items, and then numbers them differently.
  const items: readonly unknown[] = Array.isArray(output) && !answer.hasItems ? output : [];
  const deltas = items.flatMap((item, place) => (isRecord(item) ? (answer.close(place, item) ?? []) : []));
  return joinedDeltas([...deltas, answer.end()]);
};

/** Returns why the answer ended, in the words of Chat Completions. */
const finishOf = ({ status, incomplete_details: details }: Json, hasCalls: boolean): string => {
  const reason = isRecord(details) ? textOf(details['reason']) : '';
  if (status === 'incomplete' || reason !== '') return reason === 'content_filter' ? reason : 'length';
  return hasCalls ? 'tool_calls' : 'stop';
};
