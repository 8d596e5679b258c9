import { ts } from 'ts-morph';
import type { Disagreement } from '../../graph/model.ts';
import type { Reading } from '../types.ts';
import { type FoundContext, plain, type TypedUse } from './context-of.ts';
import { propertyOf } from './held-functions.ts';

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

const fits = (
  reading: Reading,
  { value: written, valueType: given }: TypedUse,
  { valueType: wanted }: TypedUse,
): boolean => {
  const { checker } = reading;
  if (given === undefined || wanted === undefined) return true;
  if (written) return fitsWritten(reading, written, wanted);
  const value = checker.getNonNullableType(given);
  return (value.flags & ts.TypeFlags.Never) !== 0 || checker.isTypeAssignableTo(value, wanted);
};

/** Compares a written value part by part, because the type of `{ plan: 'gold' }` says `string`. */
const fitsWritten = (reading: Reading, node: ts.Expression, wanted: ts.Type): boolean => {
  const { checker } = reading;
  const value = checker.getNonNullableType(checker.getTypeAtLocation(node));
  if ((value.flags & ts.TypeFlags.Never) !== 0 || checker.isTypeAssignableTo(value, wanted)) return true;
  if (wanted.isUnion()) return wanted.types.some((each) => fitsWritten(reading, node, each));
  if (!ts.isObjectLiteralExpression(node) || (wanted.flags & ts.TypeFlags.Object) === 0) return false;
  return checker.getPropertiesOfType(wanted).every((property) => {
    const member = propertyOf(node, property.name, new Map());
    if (member === undefined) return (property.flags & ts.SymbolFlags.Optional) !== 0;
    return fitsWritten(reading, member, checker.getTypeOfSymbolAtLocation(property, node));
  });
};
