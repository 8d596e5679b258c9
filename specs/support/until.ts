/** Waits until `isSo` returns true. @throws an error that names `what` after 30 seconds, by default. */
export const until = async (isSo: () => boolean, what = 'it', limit = 30_000): Promise<void> => {
  const begin = Date.now();
  while (!isSo()) {
    if (Date.now() - begin > limit) throw new Error(`${what} did not come about within ${limit} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
