import { SwarmError } from '../errors.ts';
import { append } from '../history.ts';
import type { RunScope, RunState } from '../run-state.ts';
import type { CheckedOutput, Output } from './types.ts';
import type { AssistantMessage, Message, RunEvent } from '../types.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { checkAnswer } from './check-answer.ts';
import { FINAL_ANSWER } from './final-answer.ts';
import { wantedOutput } from './wanted-output.ts';

/**
 * Holds the answer a turn ended with against the output that is wanted. One that fits is the run's; for one that does
 * not the model is asked again with what was wrong, in the messages, or the run fails when it was asked often enough.
 */
export const settle = (state: RunState, scope: RunScope): readonly (RunEvent | RunState)[] => {
  const output = wantedOutput(state.active.agent, scope.options);
  const answer = scope.history.messages.at(-1) as AssistantMessage;
  const candidate = output && candidateOf(answer);
  if (output === undefined || candidate === undefined || (output.mode === 'format' && candidate.calls.length > 0))
    return [state];
  if (candidate.isEarly) {
    append(scope.history, replies(candidate, TOO_EARLY));
    return [state];
  }
  const checked = refusal(answer) ?? checkAnswer(candidate.text, output);
  append(scope.history, replies(candidate, 'problem' in checked ? wordsOf(checked.problem, output) : 'Accepted.'));
  return 'problem' in checked
    ? rejected(state, checked.problem, output, answer)
    : [accepted(state, candidate, checked)];
};

const TOO_EARLY = `Error: call ${FINAL_ANSWER} alone, once the other calls are answered.`;

const accepted = (
  state: RunState,
  { calls }: Candidate,
  output: Exclude<CheckedOutput, { problem: string }>,
): RunState => ({
  ...state,
  output,
  answered: true,
  // The server's word is `tool_calls` where a function was called to answer: nothing is left to be executed.
  ...(calls.length > 0 && { finishReason: 'stop' }),
});

const rejected = (
  state: RunState,
  problem: string,
  output: Output,
  answer: AssistantMessage,
): readonly (RunEvent | RunState)[] => {
  const count = (state.rejected ?? 0) + 1;
  if (count > output.retries || isHopeless(state, answer))
    return [{ ...state, failure: failed(state, problem, count, output) }];
  const retry = { attempt: count, type: 'output' as const, message: problem };
  return [{ retry }, { ...state, rejected: count, answered: false }];
};

/** Asking again brings the same: the model will not, or its answer was cut. */
const isHopeless = ({ finishReason }: RunState, { refusal: refused }: AssistantMessage): boolean =>
  Boolean(refused) || finishReason === 'length' || finishReason === 'content_filter';

const failed = ({ finishReason }: RunState, problem: string, count: number, { name }: Output): SwarmError => {
  const cut = finishReason === 'length' ? ' It was cut at the token limit: raise max_tokens in the settings.' : '';
  return new SwarmError('output', `Answer ${count} is still not what output "${name}" asks for: ${problem}.${cut}`);
};

const refusal = ({ refusal: refused }: AssistantMessage): CheckedOutput | undefined =>
  refused ? { problem: `the model refused: ${refused}` } : undefined;

const wordsOf = (problem: string, { mode }: Output): string =>
  mode === 'tool'
    ? `Error: the answer does not fit: ${problem}\nCall ${FINAL_ANSWER} again with one that does.`
    : `The answer does not fit: ${problem}\nAnswer again, with nothing but JSON that fits the schema.`;

/** Each call is answered; what came as text is answered by the user, if there is anything to say. */
const replies = ({ calls }: Candidate, content: string): readonly Message[] => {
  if (calls.length > 0)
    return calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, tool_name: FINAL_ANSWER, content }));
  return content === 'Accepted.' ? [] : [{ role: 'user', content }];
};
