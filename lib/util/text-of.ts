/** Returns a value that is a text, and `''` for any other. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
