import { strictProblem } from '../../../lib/schema/strict.ts';
import type { Diagnostic, TypeModel } from '../model.ts';
import type { Strict } from './entry.ts';
import { clash, nameErrors, strictErrors, typeRefusals, wordWarnings } from './problems.ts';
import { rootSchema, type RootSchema } from './schema.ts';

/** What is written of a type that is tagged `@schema`: an output, or nothing but what is wrong. */
export interface OutputEntry {
  readonly kind: 'output';
  readonly path: readonly string[];
  /** Absent where the type was refused. */
  readonly output?: {
    readonly name: string;
    readonly description?: string;
    readonly schema: RootSchema;
    readonly strict: boolean;
  };
  readonly diagnostics: readonly Diagnostic[];
}

export interface OutputEntryOptions {
  readonly strict: Strict;
  /** What the written module exports already: its functions. */
  readonly taken: ReadonlySet<string>;
}

export const outputEntryOf = (type: TypeModel, { strict, taken }: OutputEntryOptions): OutputEntry => {
  const { path, name, description, shape } = type;
  const entry = { kind: 'output', path } as const;
  const errors = [...nameErrors(type), ...clash(type, taken), ...typeRefusals(type)];
  if (errors.length > 0 || shape.kind !== 'object') return { ...entry, diagnostics: errors };
  const schema = rootSchema(shape);
  const problem = strictProblem(schema);
  const output = {
    name,
    ...(description === '' ? {} : { description }),
    schema,
    strict: strict !== 'never' && problem === undefined,
  };
  return { ...entry, output, diagnostics: [...wordWarnings(type), ...strictErrors(type, strict, problem)] };
};
