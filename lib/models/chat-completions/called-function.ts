import { parseArguments } from '../../messages/arguments.ts';
import { toToolName } from '../../messages/tool-name.ts';
import type { ToolCall } from '../../messages/types.ts';

/**
 * Returns the function of a call as servers take it: arguments that are no JSON object are sent as `{}`, because the tool message
 * that answers says what was wrong with the call.
 */
export const calledFunction = (call: ToolCall): ToolCall['function'] => {
  const { name, arguments: text } = call.function;
  // Text that stands for no arguments, such as `null`, is broken for a server as well.
  const isSound = 'value' in parseArguments(call) && text.trimStart().startsWith('{');
  return { name: toToolName(name), arguments: isSound ? text : '{}' };
};
