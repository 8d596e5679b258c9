import { createHash } from 'node:crypto';
import { wire } from '../../../lib/schema/to-endpoint.ts';
import type { FunctionEntry } from '../format/entry.ts';
import { relativePath } from '../format/locate.ts';
import type { OutputEntry } from '../format/output-entry.ts';
import type { Schema } from '../format/schema.ts';
import type { FileResult } from '../read.ts';
import type { Lock, LockedOutput, LockedTool, Prompt } from './model.ts';

/** A counter of tokens. */
export interface Tokenizer {
  /** Name in the lock file. */
  readonly name: string;
  /** Counts the tokens of a text. */
  readonly count: (text: string) => number;
}

type Written = NonNullable<FunctionEntry['schema']>;
type Output = NonNullable<OutputEntry['output']>;

/** Builds the lock: the tools and outputs of some files, and the prompts of the agents that use them. */
export const lockOf = (files: readonly FileResult[], prompts: readonly Prompt[], { name, count }: Tokenizer): Lock => {
  const schemas = files.flatMap(({ file, entries }) =>
    entries.flatMap((entry) =>
      entry.kind === 'function' && entry.schema ? [{ file, path: entry.path, schema: entry.schema }] : [],
    ),
  );
  const outputs = files.flatMap(({ file, entries }) =>
    entries.flatMap((entry) =>
      entry.kind === 'output' && entry.output ? [[keyOf(file, entry.path), lockedOutput(entry.output)] as const] : [],
    ),
  );
  const toolOf = (held: Prompt['functions'][number]): object => {
    const candidates = schemas.filter(({ schema }) => schema.name === held.name);
    const found = candidates.find(({ file }) => file === held.file) ?? candidates[0];
    return sent(found?.schema ?? { name: held.name, parameters: { type: 'object', properties: {} } });
  };
  const cost = ({ instructions = '', functions }: Prompt): number =>
    count(instructions) + (functions.length > 0 ? count(JSON.stringify(functions.map(toolOf))) : 0);
  return {
    tokenizer: name,
    tools: sorted(schemas.map(({ file, path, schema }) => [keyOf(file, path), locked(schema)])),
    outputs: sorted(outputs),
    agents: sorted(prompts.map((prompt) => [prompt.name, cost(prompt)])),
  };
};

const keyOf = (file: string, path: readonly string[]): string => `${relativePath(file)}#${path.join('.')}`;

const sorted = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

const sent = ({ name, description, parameters, strict = false }: Written): object => ({
  type: 'function',
  function: { name, description, parameters: wire(parameters, strict), strict },
});

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

const locked = (schema: Written): LockedTool => ({
  hash: hash(sent(schema)),
  description: hash(schema.description ?? ''),
  parameters: lockedParts(schema.parameters),
});

const lockedOutput = ({ name, description, schema, strict }: Output): LockedOutput => ({
  hash: hash({ name, description, schema: wire(schema, strict), strict }),
  description: hash(description ?? ''),
  properties: lockedParts(schema),
});

const lockedParts = (schema: Schema): LockedTool['parameters'] => {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const kind = (name: string): string => (required.includes(name) ? 'required' : 'optional');
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, `${kind(name)} ${hash(part)}`]));
};
