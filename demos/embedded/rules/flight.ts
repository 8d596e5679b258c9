import type { Situation } from '../situation.ts';

/** Reads number, route and day of the flight from the instructions. */
export const flightOf = ({ instructions }: Situation): string => /^Flight: (.*), \w+\.$/m.exec(instructions)?.[1] ?? '';

export const isGold = ({ instructions }: Situation): boolean => /status gold\.$/m.test(instructions);

export const isCancelled = ({ instructions }: Situation): boolean => /^Flight: .*, cancelled\.$/m.test(instructions);
