/** Waits until something is so, for two seconds by default: what takes longer has failed. */
export const until = async (isSo: () => boolean, what = 'it', limit = 2000): Promise<void> => {
  const begin = Date.now();
  while (!isSo()) {
    if (Date.now() - begin > limit) throw new Error(`${what} did not come about within ${limit} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
