/** Throws the error of a subscription that must not fail. */
export const rethrow = (error: unknown): never => {
  throw error as Error;
};
