import { usageError } from '../../agent/errors.ts';
import type { ChatCompletionRequest, Tool, ToolChoice } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/** Returns the functions of a request and the rule by which the model chooses among them. `others`: tools of the API's own. */
export const toolFields = (request: ChatCompletionRequest, others: unknown): Readonly<Record<string, unknown>> => {
  const { tools = [], tool_choice: choice } = request;
  const own: readonly unknown[] = Array.isArray(others) ? others : [];
  const declared = tools.length > 0 ? [{ functionDeclarations: tools.map(toDeclaration) }] : [];
  return {
    ...(declared.length + own.length > 0 && { tools: [...declared, ...own] }),
    ...(tools.length > 0 && choice && { toolConfig: { functionCallingConfig: toMode(choice) } }),
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
