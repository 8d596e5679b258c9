import type { Decision } from '../agent/decision.ts';
import { type SwarmError, usageError } from '../agent/errors.ts';
import type { ToolCall } from '../messages/types.ts';
import type { WaitingReason } from '../messages/waiting.ts';
import { shorten } from '../util/stringify.ts';
import type { CheckDecision } from './prepare-calls.ts';

/** The decisions that fit a call, by the thing that it waits for. */
const FITTING: Readonly<Record<WaitingReason | 'nothing', readonly string[]>> = {
  approval: ['true', 'declined', 'arguments'],
  question: ['answer', 'declined'],
  client: ['result', 'error', 'declined'],
  // A call next to one that waits may be decided as well.
  nothing: ['true', 'declined'],
};

/** @throws SwarmError `usage` for a decision that does not fit what its call waits for, before anything is executed. */
export const checkDecision: CheckDecision = (decision, waited, { call, fn, input }) => {
  const { reason = 'nothing' } = waited ?? {};
  const fitting = FITTING[reason];
  const kind = decision === true ? 'true' : Object.keys(decision).find((key) => key !== 'by');
  if (!fitting.includes(String(kind))) {
    throw misfit(
      call,
      `"${String(kind)}" does not fit: it waits for ${WORDS[reason]} and takes ${fitting.join(', ')}.`,
    );
  }
  if (kind === 'arguments' && 'problem' in input)
    throw misfit(call, `the edited arguments are wrong: ${input.problem}.`);
  if (kind === 'answer' || kind === 'result') {
    const schema = kind === 'answer' ? waited?.question?.schema : fn?.schema?.returns;
    const problem = schema && fn?.schema?.answerProblem(schema, valueOf(decision, kind), kind);
    if (problem) throw misfit(call, `the ${kind} does not fit: ${problem}.`);
  }
};

const WORDS: Readonly<Record<keyof typeof FITTING, string>> = {
  approval: 'approval',
  question: 'an answer',
  client: 'the result of a client',
  nothing: 'nothing',
};

const valueOf = (decision: Decision, kind: 'answer' | 'result'): unknown =>
  (decision as Readonly<Record<string, unknown>>)[kind];

const misfit = ({ id, function: { name } }: ToolCall, problem: string): SwarmError =>
  usageError(`decisions["${shorten(id, 64)}"], on a call of "${shorten(name, 64)}": ${problem}`);

/** @throws SwarmError `usage` for a decision on a call that is not open. */
export const assertOpen = (decided: readonly string[], open: readonly ToolCall[]): void => {
  const stray = decided.find((id) => !open.some((call) => call.id === id));
  if (stray === undefined) return;
  const ids = open.map(({ id }) => `"${shorten(id, 64)}"`).join(', ');
  throw usageError(
    `decisions["${shorten(stray, 64)}"] is about a call that does not wait: ${ids ? `open are ${ids}` : 'no call does'}.`,
  );
};
