import type { Schema } from './schema.ts';

const TYPES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map((name) => [name, ['number']]),
  ),
  ...Object.fromEntries(['minLength', 'maxLength', 'pattern', 'format'].map((name) => [name, ['string']])),
  minItems: ['array'],
  maxItems: ['array'],
};

const takes = (schema: Schema, keyword: string): boolean => {
  const types = TYPES[keyword];
  return types === undefined || [schema['type']].flat().some((type) => types.includes(String(type)));
};

/** Adds each keyword to the branches whose type takes it, and drops it from the others. */
export const withKeywords = (schema: Schema, keywords: Readonly<Record<string, unknown>>): Schema => {
  const anyOf = schema['anyOf'] as readonly Schema[] | undefined;
  const typed = Object.entries(keywords).filter(([keyword]) => TYPES[keyword] !== undefined);
  const general = Object.entries(keywords).filter(([keyword]) => TYPES[keyword] === undefined);
  const branches = anyOf?.map((branch) => withKeywords(branch, Object.fromEntries(typed)));
  const here = branches ? general : [...typed.filter(([keyword]) => takes(schema, keyword)), ...general];
  return { ...schema, ...(branches ? { anyOf: branches } : {}), ...Object.fromEntries(here) };
};

/** Returns the keywords that no branch of a schema takes, such as a length on a number. */
export const uselessKeywords = (schema: Schema, keywords: Readonly<Record<string, unknown>>): readonly string[] => {
  const branches = (schema['anyOf'] as readonly Schema[] | undefined) ?? [schema];
  return Object.keys(keywords).filter((keyword) => !branches.some((branch) => takes(branch, keyword)));
};
