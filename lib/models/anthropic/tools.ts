import type { ChatCompletionRequest, Tool } from '../../messages/types.ts';
import { answerTool } from './output-format.ts';

/** Returns the functions and how the model chooses among them. Without functions it returns nothing. */
export const toolsOf = (
  request: ChatCompletionRequest,
): { readonly tools?: readonly object[]; readonly tool_choice?: object } => {
  const answer = answerTool(request);
  const { tools = [] } = request;
  const all = answer ? [...tools, answer] : tools;
  if (all.length === 0) return {};
  const choice = answer ? answering(answer, request) : choiceOf(request);
  return { tools: all.map(toTool), ...(choice && { tool_choice: choice }) };
};

/**
 * `strict` is not sent: the server refuses strict functions with any of the bounds that other servers take, and arguments are
 * checked before each call.
 */
const toTool = ({ function: { name, description, parameters } }: Tool): object => ({
  name,
  ...(description !== undefined && { description }),
  input_schema: parameters,
});

/** Has the model call one of its functions, or else the one that answers. */
const answering = ({ function: { name } }: Tool, request: ChatCompletionRequest): object => {
  const { tools = [], tool_choice: choice = 'auto' } = request;
  if (typeof choice === 'object') return { ...choiceOf(request), disable_parallel_tool_use: true };
  const isOnly = tools.length === 0 || choice === 'none';
  return { ...(isOnly ? { type: 'tool', name } : { type: 'any' }), disable_parallel_tool_use: true };
};

const KINDS = { none: 'none', auto: 'auto', required: 'any' } as const;

const choiceOf = ({
  tool_choice: choice,
  parallel_tool_calls: isParallel,
}: ChatCompletionRequest): object | undefined => {
  if (choice === undefined && isParallel !== false) return undefined;
  const chosen =
    typeof choice === 'object' ? { type: 'tool', name: choice.function.name } : { type: KINDS[choice ?? 'auto'] };
  return isParallel === false && chosen.type !== 'none' ? { ...chosen, disable_parallel_tool_use: true } : chosen;
};

/** Returns true where the model must call a function. */
export const isForced = (choice: object | undefined): boolean =>
  choice !== undefined && 'type' in choice && (choice.type === 'any' || choice.type === 'tool');
