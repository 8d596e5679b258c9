/** Ends a body that nobody reads any more, which closes its connection. A body that has failed already is of no interest. */
export const cancel = (body: { cancel(): Promise<void> } | null): void => {
  body?.cancel().catch(() => undefined);
};
