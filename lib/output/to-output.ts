import { messageOf, SwarmError, usageError } from '../agent/errors.ts';
import {
  FINAL_ANSWER,
  type CheckedOutput,
  type Offer,
  type Output,
  type OutputFields,
  type Standing,
  type Verdict,
} from '../agent/output.ts';
import { type EarlyEnd, earlyEnd } from '../messages/early-end.ts';
import type { AssistantMessage, JsonSchema, Message, Tool, ToolCall, ToolChoice } from '../messages/types.ts';
import { shorten } from '../util/stringify.ts';
import { withoutThoughts } from './thoughts.ts';

/**
 * Makes an output of its fields, for a validator of your own; `outputSchema` does so for JSON Schema.
 *
 * @example
 * ```ts
 * const even = toOutput<{ n: number }>({
 *   name: 'even',
 *   schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
 *   strict: false,
 *   mode: 'format',
 *   retries: 2,
 *   check: (answer) => (isEven(answer) ? { value: answer } : { problem: 'n: expected an even number' }),
 * });
 * ```
 */
export const toOutput = <T>(fields: OutputFields<T>): Output<T> => ({
  ...fields,
  offer(tools, choice) {
    return offer(this, tools, choice);
  },
  judge(answer, standing) {
    return judge(answer, this, standing);
  },
});

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
  Boolean(refused) || earlyEnd(finishReason) !== undefined;

const ENDINGS: Readonly<Record<EarlyEnd, string>> = {
  failure: '',
  refusal: ' The model refused to answer.',
  filter: ' It was stopped by a content filter of the server.',
  limit: ' It was cut at the token limit: raise max_tokens in the settings.',
};

const failed = (problem: string, count: number, { name }: OutputFields, { finishReason }: Standing): SwarmError => {
  const end = earlyEnd(finishReason);
  const ending = end ? ENDINGS[end] : '';
  return new SwarmError('output', `Answer ${count} is still not what output "${name}" asks for: ${problem}.${ending}`);
};

const refusal = ({ refusal: refused }: AssistantMessage): CheckedOutput | undefined =>
  refused ? { problem: `the model refused: ${refused}` } : undefined;

const wordsOf = (problem: string, { mode }: OutputFields): string =>
  mode === 'tool'
    ? `Error: the answer does not fit: ${problem}\nCall ${FINAL_ANSWER} again with one that does.`
    : `The answer does not fit: ${problem}\nAnswer again, with nothing but JSON that fits the schema.`;

/** Answers each call. An answer in the text is answered by a user message, unless it was accepted. */
const replies = ({ calls }: Candidate, content: string): readonly Message[] => {
  if (calls.length > 0)
    return calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, tool_name: FINAL_ANSWER, content }));
  return content === ACCEPTED ? [] : [{ role: 'user', content }];
};

/** The answer in a message: text to be read as JSON. */
export interface Candidate {
  readonly text: string;
  /** The calls it was given in, each of which needs a tool message. */
  readonly calls: readonly ToolCall[];
  /** True if the same message calls other functions: the answer was given without their results. */
  readonly isEarly: boolean;
}

/** The answer of a message, undefined where it only calls functions. */
export const candidateOf = ({ content, tool_calls: calls = [] }: AssistantMessage): Candidate | undefined => {
  const own = calls.filter((call) => call.function.name === FINAL_ANSWER);
  if (own[0] === undefined) return calls.length > 0 ? undefined : { text: textOf(content), calls, isEarly: false };
  return { text: own[0].function.arguments, calls: own, isEarly: own.length < calls.length };
};

/** Returns the JSON of an answer, without the thoughts and the code fence that some models put around it. */
const textOf = (content: AssistantMessage['content']): string => {
  const text = withoutThoughts(typeof content === 'string' ? content : '');
  return /^\s*```\w*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
};

/** An answer's text as the value that was asked for, or what is wrong with it. */
export const checkAnswer = (text: string, output: OutputFields): CheckedOutput => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `it is not JSON (${messageOf(error)}): ${shorten(text, 200)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: `it must be a JSON object, got ${shorten(text, 200)}` };
  try {
    return output.check(value);
  } catch (error) {
    // Nesting too deep for the validator's stack.
    return { problem: `it cannot be checked (${messageOf(error)})` };
  }
};

/**
 * Asks for an output: by its format, or by offering a function to answer with. The model must call that function if it is
 * the only one. With other functions it must call any of them, so that it can still use them before it answers.
 */
export const offer = (output: OutputFields, tools: readonly Tool[], choice: ToolChoice | undefined): Offer => {
  if (output.mode === 'format') return { tools, choice, format: formatOf(output) };
  if (tools.some((tool) => tool.function.name === FINAL_ANSWER)) throw taken();
  return {
    tools: [...tools, toolOf(output)],
    choice: tools.length === 0 || choice === 'none' ? FORCED : forced(choice),
  };
};

const FORCED: ToolChoice = { type: 'function', function: { name: FINAL_ANSWER } };

/** A function the agent forces itself comes first. */
const forced = (choice: ToolChoice | undefined): ToolChoice => (typeof choice === 'object' ? choice : 'required');

const formatOf = ({ name, description, schema, strict }: OutputFields): JsonSchema => ({
  type: 'json_schema',
  json_schema: { name, ...(description && { description }), schema, strict },
});

const toolOf = ({ description = 'Gives the final answer.', schema, strict }: OutputFields): Tool => ({
  type: 'function',
  function: { name: FINAL_ANSWER, description, parameters: schema, strict },
});

const taken = (): SwarmError =>
  usageError(
    `A function is named "${FINAL_ANSWER}", which is how an output of mode "tool" is answered: rename the function.`,
  );
