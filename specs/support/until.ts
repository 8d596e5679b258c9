/** Waits until something is so, for two seconds at most: a test that waits longer has failed. */
export const until = async (isSo: () => boolean, what = 'it'): Promise<void> => {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > 2000) throw new Error(`${what} did not come about within two seconds.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
