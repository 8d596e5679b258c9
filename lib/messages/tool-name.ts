/** The names of tools that Chat Completions endpoints accept: 1 to 64 letters, digits, `_` and `-`. */
export const isToolName = (name: string): boolean => /^[a-zA-Z0-9_-]{1,64}$/.test(name);

/** Returns a name that endpoints accept for one that a model made up, so that it can be sent back in the history. */
export const toToolName = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'unknown';
