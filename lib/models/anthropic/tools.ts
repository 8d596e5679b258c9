import type { ChatCompletionRequest, Tool } from '../../messages/types.ts';
import { shorten } from '../../util/stringify.ts';
import { warnOnce } from '../parameters.ts';
import { refusesForcedCalls } from './newest-models.ts';
import { answerTool } from './output-format.ts';

/** How a model chooses among functions. */
interface Choice {
  readonly type: string;
  readonly name?: string;
  readonly disable_parallel_tool_use?: boolean;
}

/** Returns the functions and how the model chooses among them. Without functions it returns nothing. */
export const toolsOf = (
  request: ChatCompletionRequest,
): { readonly tools?: readonly object[]; readonly tool_choice?: Choice | undefined } => {
  const answer = answerTool(request);
  const { tools = [] } = request;
  const all = answer ? [...tools, answer] : tools;
  if (all.length === 0) return {};
  return { tools: all.map(toTool), tool_choice: choiceOf(answer ? answering(answer, request) : request) };
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
const answering = ({ function: { name } }: Tool, request: ChatCompletionRequest): ChatCompletionRequest => {
  const { tools = [], tool_choice: choice } = request;
  const others = typeof choice === 'object' ? choice : 'required';
  const isOnly = tools.length === 0 || choice === 'none';
  return {
    ...request,
    tool_choice: isOnly ? { type: 'function', function: { name } } : others,
    parallel_tool_calls: false,
  };
};

const KINDS = { none: 'none', auto: 'auto', required: 'any' } as const;

const choiceOf = (request: ChatCompletionRequest): Choice | undefined => {
  const { tool_choice: choice, parallel_tool_calls: isParallel, model } = request;
  if (choice === undefined && isParallel !== false) return undefined;
  const chosen =
    typeof choice === 'object' ? { type: 'tool', name: choice.function.name } : { type: KINDS[choice ?? 'auto'] };
  const taken = isForced(chosen) && refusesForcedCalls(model) ? unforced(model) : chosen;
  return isParallel === false && chosen.type !== 'none' ? { ...taken, disable_parallel_tool_use: true } : taken;
};

const unforced = (model: string): Choice => {
  warnOnce(`the model "${shorten(model, 80)}" takes no forced calls: its tool_choice is sent as "auto".`);
  return { type: 'auto' };
};

/** Returns true where the model must call a function. */
export const isForced = (choice: Choice | undefined): boolean => choice?.type === 'any' || choice?.type === 'tool';
