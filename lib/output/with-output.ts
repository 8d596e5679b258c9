import { SwarmError } from '../errors.ts';
import type { Output } from './types.ts';
import type { JsonSchema, Tool, ToolChoice } from '../types.ts';
import { FINAL_ANSWER } from './final-answer.ts';

/** What a request offers the model, and how it is to answer. */
export interface Offer {
  readonly tools: readonly Tool[];
  readonly choice: ToolChoice | undefined;
  readonly format?: JsonSchema;
}

/**
 * Asks for an output: by its format, or by offering a function to answer with. That one is forced where there is no
 * other; beside others the model must call any of them, so that it still can before it answers.
 *
 * @throws SwarmError `usage` where the agent has a function of that name.
 */
export const withOutput = (
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  output: Output | undefined,
): Offer => {
  if (output === undefined) return { tools, choice };
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

const formatOf = ({ name, description, schema, strict }: Output): JsonSchema => ({
  type: 'json_schema',
  json_schema: { name, ...(description && { description }), schema, strict },
});

const toolOf = ({ description = 'Gives the final answer.', schema, strict }: Output): Tool => ({
  type: 'function',
  function: { name: FINAL_ANSWER, description, parameters: schema, strict },
});

const taken = (): SwarmError =>
  new SwarmError(
    'usage',
    `A function is named "${FINAL_ANSWER}", which is how an output of mode "tool" is answered: rename the function.`,
  );
