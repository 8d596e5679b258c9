/** Not `instanceof`: `fetch`'s errors may come from another realm than ours, as they do in Jest. */
export const isError = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
