/** The servers whose dialect of JSON Schema is known. */
export const DIALECTS = ['openai', 'anthropic', 'gemini'] as const;

/** A server whose dialect is checked with `--target`. */
export type Dialect = (typeof DIALECTS)[number];
