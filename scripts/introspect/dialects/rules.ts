import { structureProblem } from '../../../lib/schema/strict.ts';
import { looksAround } from '../../../lib/schema/text-patterns.ts';
import type { Schema } from '../format/schema.ts';
import type { Dialect } from './dialects.ts';

/** A tool or an output as it is sent. */
export interface SentSchema {
  /** Name of the tool or the output. */
  readonly name: string;
  /** The schema of the signature, which arguments are checked against. */
  readonly held: Schema;
  /** True if strict mode is asked for. */
  readonly strict: boolean;
  /** The schema that is sent and all schemas within it, by JSON pointer. */
  readonly parts: readonly (readonly [place: string, part: Schema])[];
  /** The same of the schema of the signature. */
  readonly heldParts: readonly (readonly [place: string, part: Schema])[];
}

/** A rule of a server that JSON Schema does not have. */
export interface DialectRule {
  /** The server. */
  readonly dialect: Dialect;
  /** The rule, as a sentence. */
  readonly says: string;
  /** The place where the rule is written or was met. */
  readonly source: string;
  /** Month in which the source said so. */
  readonly date: string;
  /** Finds the places that break the rule. `''` is the whole. */
  readonly finds: (sent: SentSchema) => readonly string[];
}

type Test = (part: Schema) => boolean;

const where =
  (test: Test) =>
  ({ parts }: SentSchema): readonly string[] =>
    parts.filter(([, part]) => test(part)).map(([place]) => place);

const hasAny =
  (...keywords: readonly string[]): Test =>
  (part) =>
    keywords.some((keyword) => keyword in part);

const valuesOf = (part: Schema): readonly unknown[] => (part['enum'] as readonly unknown[] | undefined) ?? [];

const namesOf = (part: Schema): readonly string[] => Object.keys((part['properties'] as object | undefined) ?? {});

/** Finds only in strict mode, where the server compiles the schema to a grammar. */
const inStrict =
  (finds: DialectRule['finds']): DialectRule['finds'] =>
  (sent) =>
    sent.strict ? finds(sent) : [];

/** All rules, one a row, each with the place where it is written or was met, and since when. */
export const DIALECT_RULES: readonly DialectRule[] = [
  {
    dialect: 'openai',
    says: "OpenAI's strict mode does not take its type, so that answers may not fit",
    source: 'developers.openai.com/api/docs/guides/structured-outputs#supported-schemas',
    date: '2026-11',
    finds: ({ held }) => [structureProblem(held)?.replace(/: [^]*$/, '') ?? []].flat(),
  },
  {
    dialect: 'openai',
    says: 'OpenAI refuses patterns that look ahead or behind; they are told in words',
    source: 'github.com/vercel/ai/pull/21037',
    date: '2026-09',
    finds: ({ heldParts }) => heldParts.filter(([, part]) => looksAround(part['pattern'])).map(([place]) => place),
  },
  {
    dialect: 'anthropic',
    says: "Claude's strict tools take no bounds of numbers",
    source: 'github.com/earendil-works/pi/issues/9953',
    date: '2026-09',
    finds: inStrict(where(hasAny('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'))),
  },
  {
    dialect: 'anthropic',
    says: "Claude's strict tools take no maxItems, and a minItems of 0 or 1 only",
    source: 'github.com/agentjido/req_llm/pull/707',
    date: '2026-05',
    finds: inStrict(where((part) => 'maxItems' in part || Number(part['minItems'] ?? 0) > 1)),
  },
  {
    dialect: 'anthropic',
    says: "Claude's strict tools take no types that contain themselves",
    source: 'github.com/egonSchiele/agency-lang/issues/487',
    date: '2026-07',
    finds: inStrict(where(hasAny('$ref'))),
  },
  {
    dialect: 'anthropic',
    says: 'Claude takes property names of 1 to 64 letters, digits, "_", "." and "-" only',
    source: 'github.com/ComposioHQ/composio/issues/3500',
    date: '2026-05',
    finds: ({ parts: [[, root] = ['', {}]] }) => named(root, /^[a-zA-Z0-9_.-]{1,64}$/),
  },
  {
    dialect: 'gemini',
    says: 'Gemini takes enums of strings only',
    source: 'github.com/Draculabo/AntigravityManager/pull/260',
    date: '2026-08',
    finds: where((part) => valuesOf(part).some((value) => typeof value !== 'string')),
  },
  {
    dialect: 'gemini',
    says: 'Gemini takes no empty string in an enum',
    source: 'github.com/anomalyco/opencode/pull/46676',
    date: '2026-09',
    finds: where((part) => valuesOf(part).includes('')),
  },
  {
    dialect: 'gemini',
    says: 'Gemini takes the format "date-time" of strings only',
    source: 'github.com/google-gemini/gemini-cli/issues/3178',
    date: '2025-07',
    finds: where((part) => part['type'] === 'string' && !['date-time', undefined].includes(part['format'] as string)),
  },
  {
    dialect: 'gemini',
    says: "Gemini's parameters take no references, so no types that contain themselves",
    source: 'github.com/vercel/ai/issues/19488',
    date: '2026-08',
    finds: where(hasAny('$ref')),
  },
  {
    dialect: 'gemini',
    says: "Gemini's parameters take no records",
    source: 'github.com/nanbingxyz/5ire/issues/42',
    date: '2025-01',
    finds: where(({ additionalProperties }) => typeof additionalProperties === 'object'),
  },
  {
    dialect: 'gemini',
    says: "Gemini's parameters know no exclusive bounds, multipleOf and uniqueItems",
    source: 'github.com/pizza-bot-app/pizza-bot/issues/62',
    date: '2026-09',
    finds: where(hasAny('exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'uniqueItems')),
  },
  {
    dialect: 'gemini',
    says: 'Gemini takes names of functions that begin with a letter or "_"',
    source: 'cloud.google.com/vertex-ai/generative-ai/docs/reference/java: FunctionDeclaration.name',
    date: '2025-04',
    finds: ({ name }) => (/^[a-zA-Z_]/.test(name) ? [] : ['']),
  },
  {
    dialect: 'gemini',
    says: 'Gemini takes parameter names of letters, digits and "_" that begin with no digit',
    source: 'cloud.google.com/vertex-ai/generative-ai/docs/reference/java: FunctionDeclaration.parameters',
    date: '2025-04',
    finds: ({ parts: [[, root] = ['', {}]] }) => named(root, /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/),
  },
];

const named = (root: Schema, allowed: RegExp): readonly string[] =>
  namesOf(root)
    .filter((name) => !allowed.test(name))
    .map((name) => `/properties/${name}`);
