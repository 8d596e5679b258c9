import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/* What a process holds on to. */

/** How many resources of a kind (`Timeout`, `TCPSocketWrap`) keep the process alive. */
export const resources = (kind: string): number =>
  process.getActiveResourcesInfo().filter((name) => name === kind).length;

export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Collects garbage, and what becomes garbage by that: finalizers run in between. */
export const collectGarbage = async (): Promise<void> => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await rest(20);
  }
};

/** How many of these are still referred to. */
export const alive = async (references: readonly WeakRef<object>[]): Promise<number> => {
  await collectGarbage();
  return references.filter((reference) => reference.deref() !== undefined).length;
};
