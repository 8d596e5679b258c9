import { isAgent, isResult, type Agent } from '../agent/agent.ts';
import { usageError, type SwarmError } from '../agent/errors.ts';
import type { AskedQuestion } from '../messages/waiting.ts';
import { isQuestion } from '../agent/question.ts';
import { isRecord } from '../util/is-record.ts';
import { show, toText } from '../util/stringify.ts';

/** The meaning of a function's value for the run. */
export interface Outcome {
  /** The answer that the model reads. */
  readonly content: string;
  /** Active from the next turn on. */
  readonly agent?: Agent;
  /** Merged into those of the run. */
  readonly contextVariables?: object;
  /** Asked of the user: the call waits for the answer instead of ending. */
  readonly question?: AskedQuestion;
  /** The answer of the run. */
  readonly final?: string;
  /** True if the function threw, rejected or took too long. */
  readonly hasFailed?: boolean;
}

/** Tells a copy of an agent from other records with some of its keys, such as a recipe with instructions. */
const looksLikeAgent = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  /string|function/.test(typeof value['instructions']) &&
  Array.isArray(value['functions']) &&
  value['functions'].every((each) => typeof each === 'function');

/**
 * Reads a function's value: an agent hands off, a result may hand off and update context variables, a question makes the call
 * wait, anything else is told to the model.
 *
 * @throws SwarmError `usage` for an object that only looks like an agent: taking it for data would lose a handoff.
 */
export const toOutcome = (value: unknown, name: string): Outcome => {
  if (isAgent(value)) return handoff(value, undefined);
  if (isQuestion(value)) return { content: '', question: { text: value.text, schema: value.schema } };
  if (!isResult(value)) {
    if (looksLikeAgent(value)) throw lookAlike(value, name);
    return { content: toText(value) };
  }
  const { agent, contextVariables, final } = value;
  if (!isRecord(contextVariables)) throw notVariables(contextVariables, name);
  if (agent !== undefined && !isAgent(agent)) throw lookAlike(agent, name);
  return {
    contextVariables,
    ...(agent ? handoff(agent, value.value) : { content: toText(value.value) }),
    ...(final && { final: toText(value.value) }),
  };
};

/** Adds to a handoff's message which earlier one of the turn it replaces, because the last handoff of a turn wins. */
export const noteReplaced = (content: string, agent: Agent, replaced: Agent | undefined): string => {
  if (replaced === undefined || replaced === agent) return content;
  const note = JSON.stringify({ assistant: agent.name, replaces: replaced.name });
  return content === transferred(agent) ? note : `${content}\n${note}`;
};

const handoff = (agent: Agent, value: unknown): Outcome => ({
  content: value === undefined || value === null ? transferred(agent) : toText(value),
  agent,
});

/** Swarm's words. */
const transferred = (agent: Agent): string => JSON.stringify({ assistant: agent.name });

const lookAlike = (value: unknown, name: string): SwarmError =>
  usageError(
    `Function "${name}" returned an object that looks like an agent but is not one (${describe(value)}): ` +
      'make it with `new Agent({ … })` to hand off, or return it as a string if it is data.',
  );

const notVariables = (value: unknown, name: string): SwarmError =>
  usageError(`Function "${name}" returned a Result whose contextVariables are ${show(value)}: give an object.`);

const describe = (value: unknown): string => (isRecord(value) ? `keys ${Object.keys(value).join(', ')}` : typeof value);
