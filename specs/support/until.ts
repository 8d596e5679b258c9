/** Waits until a condition holds, for two seconds by default. Fails after that. */
export const until = async (isSo: () => boolean, what = 'it', limit = 2000): Promise<void> => {
  const begin = Date.now();
  while (!isSo()) {
    if (Date.now() - begin > limit) throw new Error(`${what} did not come about within ${limit} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
