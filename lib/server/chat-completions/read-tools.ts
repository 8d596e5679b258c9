import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import type { ClientTool } from '../client-tools/client-tools.ts';
import { assertBounded, isGiven, readTool } from '../client-tools/read-tools.ts';
import type { Limits } from '../http/options.ts';
import { badRequest } from '../http/refusal.ts';

/** The tools of a request, and the one that it asks for. */
export interface AskedTools {
  readonly tools: readonly ClientTool[];
  /** False if no tool is to be called in this answer. Calls in the messages are taken all the same. */
  readonly mayCall: boolean;
  /** Settings by which a tool is asked for. */
  readonly choice: Readonly<Record<string, unknown>>;
}

/** Reads `tools`, `tool_choice` and `parallel_tool_calls`. @throws Refusal 400 or 413 that names the wrong part. */
export const readTools = (body: Readonly<Record<string, unknown>>, limits: Required<Limits>): AskedTools => {
  const { tools: given, tool_choice: wanted, parallel_tool_calls: parallel } = body;
  if (isGiven(given) && !Array.isArray(given)) throw badRequest('"tools" must be an array.');
  if (isGiven(parallel) && typeof parallel !== 'boolean')
    throw badRequest('"parallel_tool_calls" must be true or false.');
  const list = (given ?? []) as readonly unknown[];
  assertBounded(list, limits);
  const tools = list.map(toTool);
  const mayCall = wanted !== 'none' && tools.length > 0;
  const forced = forcedName(wanted, tools);
  const choice = forced !== undefined && { tool_choice: { type: 'function', function: { name: forced } } };
  return {
    tools,
    mayCall,
    choice: { ...choice, ...(mayCall && parallel === false && { parallel_tool_calls: false }) },
  };
};

const toTool = (tool: unknown, place: number): ClientTool => {
  const { type, function: declared } = isRecord(tool) ? tool : {};
  if (type !== 'function') throw badRequest(`tools[${place}].type must be function.`);
  return readTool(declared, `tools[${place}].function`);
};

/** Returns the name of the tool that the model has to call, if there is one. */
const forcedName = (wanted: unknown, tools: readonly ClientTool[]): string | undefined => {
  if (!isGiven(wanted) || wanted === 'auto' || wanted === 'none') return undefined;
  const [first, ...others] = tools;
  // Sent to a server with functions of its own, `required` would be met by those.
  if (wanted === 'required' && first !== undefined && others.length === 0) return first.name;
  const { type, function: named } = isRecord(wanted) ? wanted : {};
  const { name } = isRecord(named) ? named : {};
  if (type === 'function' && tools.some((tool) => tool.name === name)) return name as string;
  throw badRequest(`"tool_choice" is ${show(wanted)}: it must be auto, none, or name one of "tools".`);
};
