import { map, type OperatorFunction, pipe } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { AssistantMessage, ContentPart } from '../messages/types.ts';
import { response } from './response.ts';

/**
 * Emits the text of the final answer, once, when the run has ended. For a typed answer that is its JSON.
 *
 * A text that was cut at the token limit is emitted as it is: `response.finishReason` is then `'length'`. Errors with a
 * SwarmError of type `output`, which carries the response, if the run ended without an answer: the model refused, calls wait
 * for approval or for the caller, or `maxTurns` was met. Errors of the run are passed on.
 *
 * @example
 * ```ts
 * const text = await firstValueFrom(swarm.run({ agent, messages }).pipe(answer()));
 * ```
 */
export const answer = <A extends { readonly name: string }>(): OperatorFunction<RunEvent<A>, string> =>
  pipe(response(), map(answerOf));

const answerOf = <A extends { readonly name: string }>(ended: Response<A>): string => {
  const last = ended.messages.at(-1);
  const text = last?.role === 'assistant' && !last.tool_calls ? textOf(last) : undefined;
  if (text !== undefined) return text;
  // An output of mode `tool` is answered by a call, so that the last message is not the model's.
  if (ended.output !== undefined) return JSON.stringify(ended.output);
  throw withoutAnswer(ended, last?.role === 'assistant' ? last.refusal : undefined);
};

const textOf = ({ content, refusal }: AssistantMessage): string | undefined => {
  if (typeof content === 'string' && (content !== '' || !refusal)) return content;
  return Array.isArray(content) ? (content as readonly ContentPart[]).map(partText).join('') : undefined;
};

const partText = ({ text }: ContentPart): string => (typeof text === 'string' ? text : '');

const withoutAnswer = <A extends { readonly name: string }>(
  ended: Response<A>,
  refusal: string | null | undefined,
): SwarmError => {
  const { agent, finishReason = 'unknown' } = ended;
  const reason = refusal ? `the model refused: ${refusal}` : `finish reason ${finishReason}`;
  const message = `The run ended without an answer (agent "${agent.name}", ${reason}).`;
  return new SwarmError('output', message, { response: ended as unknown as Response });
};
