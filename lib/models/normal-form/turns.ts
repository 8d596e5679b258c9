import type { Message } from '../../messages/types.ts';

/** Returns true for a message that some APIs take apart from the conversation. */
export const isInstruction = ({ role }: Message): boolean => role === 'system' || role === 'developer';

/** The words of one side: who speaks, and the parts of them. */
export type Turn<R, P> = readonly [role: R, parts: readonly P[]];

/** Joins turns of one side in a row, and leaves out those without parts. */
export const alternatingTurns = <R, P>(turns: readonly Turn<R, P>[]): readonly Turn<R, P>[] => {
  const joined: [R, P[]][] = [];
  for (const [role, parts] of turns) {
    const last = joined.at(-1);
    if (last?.[0] === role) last[1].push(...parts);
    else if (parts.length > 0) joined.push([role, [...parts]]);
  }
  return joined;
};
