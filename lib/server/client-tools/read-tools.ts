import { FINAL_ANSWER } from '../../agent/output.ts';
import type { PreparedAgent } from '../../agent/prepare.ts';
import { isToolName } from '../../messages/tool-name.ts';
import type { JsonSchema } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import type { Limits } from '../http/options.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import type { ClientTool } from './client-tools.ts';

/**
 * Refuses tools that are too many or too long, before any of them is read.
 *
 * @throws Refusal 413, and 400 for a key `__proto__`.
 */
export const assertBounded = (tools: readonly unknown[], limits: Required<Limits>): void => {
  if (tools.length > limits.clientTools) {
    throw new Refusal(413, 'limit', `Content Too Large: there are more than ${limits.clientTools} tools.`);
  }
  assertShort(tools, '"tools"', limits);
};

/** @throws Refusal 413 for more than `limits.clientToolBytes`, and 400 for a key `__proto__`. */
export const assertShort = (value: unknown, name: string, { clientToolBytes: limit }: Required<Limits>): void => {
  const text = JSON.stringify(value);
  if (new TextEncoder().encode(text).length > limit) {
    throw new Refusal(413, 'limit', `Content Too Large: ${name} has more than ${limit} bytes.`);
  }
  if (text.includes('"__proto__":')) throw badRequest(`${name} must not have the key "__proto__".`);
};

/** Reads a tool, key by key. @throws Refusal 400 that names the part. */
export const readTool = (tool: unknown, where: string): ClientTool => {
  const { name, description, parameters, strict } = isRecord(tool) ? tool : {};
  if (typeof name !== 'string' || !isToolName(name) || name === '__proto__')
    throw badRequest(`${where}.name must be 1 to 64 letters, digits, "_" or "-".`);
  if (isGiven(description) && typeof description !== 'string') throw badRequest(`${where}.description must be text.`);
  if (isGiven(strict) && typeof strict !== 'boolean') throw badRequest(`${where}.strict must be true or false.`);
  const schema = readSchema(parameters, `${where}.parameters`);
  return {
    name,
    ...(typeof description === 'string' && { description }),
    ...(schema && { parameters: schema }),
    ...(strict === true && { strict }),
  };
};

/** Reads a schema with an object at its root. Returns `undefined` for none. @throws Refusal 400. */
export const readSchema = (schema: unknown, where: string): JsonSchema | undefined => {
  if (!isGiven(schema)) return undefined;
  if (!isRecord(schema) || (schema['type'] !== 'object' && Object.keys(schema).length > 0))
    throw badRequest(`${where} must be an object schema: { "type": "object", "properties": … }.`);
  return schema['type'] === undefined ? undefined : schema;
};

/** Tells a value from the two that stand for none. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Returns the names that tools of clients cannot have. */
export const takenNames = (agents: Iterable<PreparedAgent>): ReadonlySet<string> =>
  new Set([...agents].flatMap(({ functions }) => [...functions.keys()]).concat(FINAL_ANSWER));

/** @throws Refusal 400 for a tool with the name of a function of the server, and for two of one name. */
export const assertNamesFree = (tools: readonly ClientTool[], taken: ReadonlySet<string>): void => {
  const names = new Set(taken);
  for (const { name } of tools) {
    if (taken.has(name))
      throw badRequest(`the tool ${show(name)} has the name of a function of the server: rename it.`);
    if (names.size === names.add(name).size) throw badRequest(`two tools are named ${show(name)}: rename one.`);
  }
};
