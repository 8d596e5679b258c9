import { usageError } from '../../agent/errors.ts';
import type { ChatCompletionRequest, Tool, ToolChoice } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/**
 * Returns the functions of a request and the rule by which the model chooses among them. `others`: tools of the API's own, and
 * rules for them.
 */
export const toolFields = (
  request: ChatCompletionRequest,
  others: { readonly tools: unknown; readonly toolConfig: unknown },
): Readonly<Record<string, unknown>> => {
  const { tools = [], tool_choice: choice } = request;
  const own: readonly unknown[] = Array.isArray(others.tools) ? others.tools : [];
  const declared = tools.length > 0 ? [{ functionDeclarations: tools.map(toDeclaration) }] : [];
  const config = {
    ...(tools.length > 0 && choice && { functionCallingConfig: toMode(choice) }),
    ...(isRecord(others.toolConfig) && others.toolConfig),
  };
  return {
    ...(declared.length + own.length > 0 && { tools: [...declared, ...own] }),
    ...(Object.keys(config).length > 0 && { toolConfig: config }),
  };
};

/** JSON Schema is sent as it is (ai.google.dev/api/caching#FunctionDeclaration, as others quote it on 2026-12-01). */
const toDeclaration = ({ function: { name, description, parameters } }: Tool): object => {
  if (!/^[a-zA-Z_]/.test(name))
    throw usageError(`gemini() cannot declare the function "${name}": its name must begin with a letter or "_".`);
  const { properties } = parameters;
  const isEmpty = isRecord(properties) && Object.keys(properties).length === 0;
  return { name, ...(description && { description }), ...(!isEmpty && { parametersJsonSchema: parameters }) };
};

const MODES = { none: 'NONE', auto: 'AUTO', required: 'ANY' } as const;

const toMode = (choice: ToolChoice): object =>
  typeof choice === 'string' ? { mode: MODES[choice] } : { mode: 'ANY', allowedFunctionNames: [choice.function.name] };
