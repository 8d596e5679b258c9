import { SwarmError } from '../agent/errors.ts';
import type { CheckedOutput, OutputFields, Standing, Verdict } from '../agent/output.ts';
import type { AssistantMessage, Message } from '../messages/types.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { checkAnswer } from './check-answer.ts';
import { FINAL_ANSWER } from './final-answer.ts';

/**
 * Holds the answer a turn ended with against the output that is wanted. One that fits is the run's; for one that does
 * not the model is asked again with what was wrong, in the messages, or the run fails when it was asked often enough.
 */
export const judge = (answer: AssistantMessage, output: OutputFields, standing: Standing): Verdict | undefined => {
  const candidate = candidateOf(answer);
  if (candidate === undefined || (output.mode === 'format' && candidate.calls.length > 0)) return undefined;
  if (candidate.isEarly) return { replies: replies(candidate, TOO_EARLY), events: [], changes: {} };
  const checked = refusal(answer) ?? checkAnswer(candidate.text, output);
  return 'problem' in checked
    ? {
        replies: replies(candidate, wordsOf(checked.problem, output)),
        ...rejected(checked.problem, answer, output, standing),
      }
    : { replies: replies(candidate, ACCEPTED), events: [], changes: accepted(candidate, checked) };
};

const ACCEPTED = 'Accepted.';
const TOO_EARLY = `Error: call ${FINAL_ANSWER} alone, once the other calls are answered.`;

const accepted = ({ calls }: Candidate, output: { readonly value: unknown }): Verdict['changes'] => ({
  output,
  answered: true,
  // The server's word is `tool_calls` where a function was called to answer: nothing is left to be executed.
  ...(calls.length > 0 && { finishReason: 'stop' }),
});

const rejected = (
  problem: string,
  answer: AssistantMessage,
  output: OutputFields,
  standing: Standing,
): Pick<Verdict, 'events' | 'changes'> => {
  const count = (standing.rejected ?? 0) + 1;
  return count > output.retries || isHopeless(answer, standing)
    ? { events: [], changes: { failure: failed(problem, count, output, standing) } }
    : {
        events: [{ retry: { attempt: count, type: 'output', message: problem } }],
        changes: { rejected: count, answered: false },
      };
};

/** Asking again brings the same: the model will not, or its answer was cut. */
const isHopeless = ({ refusal: refused }: AssistantMessage, { finishReason }: Standing): boolean =>
  Boolean(refused) || finishReason === 'length' || finishReason === 'content_filter';

const failed = (problem: string, count: number, { name }: OutputFields, { finishReason }: Standing): SwarmError => {
  const cut = finishReason === 'length' ? ' It was cut at the token limit: raise max_tokens in the settings.' : '';
  return new SwarmError('output', `Answer ${count} is still not what output "${name}" asks for: ${problem}.${cut}`);
};

const refusal = ({ refusal: refused }: AssistantMessage): CheckedOutput | undefined =>
  refused ? { problem: `the model refused: ${refused}` } : undefined;

const wordsOf = (problem: string, { mode }: OutputFields): string =>
  mode === 'tool'
    ? `Error: the answer does not fit: ${problem}\nCall ${FINAL_ANSWER} again with one that does.`
    : `The answer does not fit: ${problem}\nAnswer again, with nothing but JSON that fits the schema.`;

/** Each call is answered; what came as text is answered by the user, if there is anything to say. */
const replies = ({ calls }: Candidate, content: string): readonly Message[] => {
  if (calls.length > 0)
    return calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, tool_name: FINAL_ANSWER, content }));
  return content === ACCEPTED ? [] : [{ role: 'user', content }];
};
