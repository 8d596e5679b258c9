import { usageError, type SwarmError } from '../agent/errors.ts';
import type { Offer, OutputFields } from '../agent/output.ts';
import type { JsonSchema, Tool, ToolChoice } from '../messages/types.ts';
import { FINAL_ANSWER } from './final-answer.ts';

/**
 * Asks for an output: by its format, or by offering a function to answer with. That one is forced where there is no
 * other; beside others the model must call any of them, so that it still can before it answers.
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
