import type { Response } from 'rxswarm';
import { DECLINES, type Step } from './sentence.ts';

/** Functions that only read. An answer in words may follow them. */
const READS = new Set(['searchHelp']);

/** Tests whether a run took the step. */
export const tookStep = (step: Step, response: Response): boolean => {
  if (step === 'declines') return tookStep(DECLINES, response);
  const calls = callsOf(response);
  if (step instanceof RegExp) return calls.every(({ name }) => READS.has(name)) && step.test(answerOf(response));
  return step.split(' or ').some((all) => all.split(' and ').every((one) => calls.some(isCall(one))));
};

interface Called {
  readonly name: string;
  readonly arguments: string;
}

const callsOf = ({ messages }: Response): readonly Called[] =>
  messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.function) : [],
  );

export const answerOf = ({ messages }: Response): string => {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
};

const isCall = (one: string) => {
  const [name, ...words] = one.split(' ');
  return (call: Called): boolean => call.name === name && words.every((word) => call.arguments.includes(word));
};
