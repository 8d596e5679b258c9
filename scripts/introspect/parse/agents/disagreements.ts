import { ts } from 'ts-morph';
import type { Disagreement } from '../../graph/model.ts';
import type { Reading } from '../types.ts';
import { type FoundContext, plain, type TypedUse } from './context-of.ts';

/**
 * Finds values of one agent that do not fit where another agent reads them: those that its functions set, and those that its
 * type `Agent<C>` promises. Within one agent the compiler has compared them.
 */
export const disagreementsOf = (reading: Reading, contexts: readonly FoundContext[]): readonly Disagreement[] => {
  const given = contexts.flatMap(({ sets, declared = [] }) => [...sets, ...declared]);
  const read = contexts.flatMap(({ reads }) => reads);
  const seen = new Set<string>();
  return given.flatMap((from) =>
    read
      .filter((to) => to.key === from.key && to.agent !== from.agent && !fits(reading, from, to))
      .filter(({ agent, type }) => {
        const pair = JSON.stringify([from.key, from.agent, from.type, agent, type]);
        return seen.size < seen.add(pair).size;
      })
      .map((to) => ({
        key: from.key,
        from: { ...plain(from), agent: from.agent },
        to: { ...plain(to), agent: to.agent },
      })),
  );
};

const fits = ({ checker }: Reading, { valueType: given }: TypedUse, { valueType: wanted }: TypedUse): boolean => {
  if (given === undefined || wanted === undefined) return true;
  const value = checker.getNonNullableType(given);
  return (value.flags & ts.TypeFlags.Never) !== 0 || checker.isTypeAssignableTo(value, wanted);
};
