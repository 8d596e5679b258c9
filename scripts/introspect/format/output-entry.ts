import { strictProblem } from '../../../lib/schema/strict.ts';
import type { Diagnostic, Place, TypeModel } from '../model.ts';
import type { Strict } from './entry.ts';
import { clash, nameErrors, strictDiagnostics, typeRefusals, typeWarnings } from './problems.ts';
import { rootSchema, type RootSchema } from './schema.ts';

/** The output for a type tagged `@schema`: its schema, or the reasons for its refusal. */
export interface OutputEntry {
  /** Tells outputs from functions. */
  readonly kind: 'output';
  /** Path of the export in its module. */
  readonly path: readonly string[];
  /** Absent when the type is refused. */
  readonly output?: {
    readonly name: string;
    readonly description?: string;
    readonly schema: RootSchema;
    readonly strict: boolean;
  };
  /** Refusals and warnings, each with its place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Place of the type. */
  readonly place: Place;
}

/** The context of writing an output. */
export interface OutputEntryOptions {
  /** When strict mode is asked for. */
  readonly strict: Strict;
  /** Names that the written module exports already, for its functions. */
  readonly taken: ReadonlySet<string>;
}

/** Makes the schema of a tagged type, or collects the reasons for its refusal. */
export const outputEntryOf = (type: TypeModel, { strict, taken }: OutputEntryOptions): OutputEntry => {
  const { path, name, description, shape, place } = type;
  const entry = { kind: 'output', path, place } as const;
  const errors = [...nameErrors(type), ...clash(type, taken), ...typeRefusals(type)];
  if (errors.length > 0 || shape.kind !== 'object') return { ...entry, diagnostics: errors };
  const schema = rootSchema(shape);
  const problem = strict === 'never' ? undefined : strictProblem(schema);
  const output = {
    name,
    ...(description === '' ? {} : { description }),
    schema,
    strict: strict !== 'never' && problem === undefined,
  };
  return {
    ...entry,
    output,
    diagnostics: [...typeWarnings(type), ...strictDiagnostics(type, strict, schema, problem)],
  };
};
