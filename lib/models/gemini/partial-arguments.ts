import { isRecord } from '../../util/is-record.ts';
import { UNSAFE_KEYS } from '../../util/unsafe-keys.ts';

/** Arguments that arrive in parts: an object or a list. */
type Tree = Record<string, unknown> | unknown[];

/** Steps of a path at most. */
const DEEPEST = 64;

/**
 * Puts the parts of arguments in their places. A part has a path, such as `$.order.items[0].name`, and a value; texts grow
 * (ai.google.dev/api/caching#PartialArg, as others quote it on 2026-12-01). Parts without a place or a value are left out.
 */
export const addPartialArguments = (into: Record<string, unknown>, parts: unknown): void => {
  if (Array.isArray(parts)) for (const part of parts.filter(isRecord)) addPart(into, part);
};

const addPart = (into: Tree, part: Readonly<Record<string, unknown>>): void => {
  const steps = stepsOf(part['jsonPath']);
  const value = valueOf(part);
  const last = steps.pop();
  if (last === undefined || value === undefined) return;
  let tree: Tree | undefined = into;
  for (const [place, step] of steps.entries()) tree = tree && child(tree, step, steps[place + 1] ?? last);
  if (!tree || !hasPlace(tree, last)) return;
  const before = (tree as Record<string, unknown>)[last];
  (tree as Record<string, unknown>)[last] =
    typeof before === 'string' && typeof value === 'string' ? before + value : value;
};

/** Returns the tree at a step, which is made if it is not there: a list where a number follows. */
const child = (tree: Tree, step: string | number, next: string | number): Tree | undefined => {
  if (!hasPlace(tree, step)) return undefined;
  const nodes = tree as Record<string, unknown>;
  nodes[step] ??= typeof next === 'number' ? [] : {};
  const node = nodes[step];
  return isRecord(node) || Array.isArray(node) ? node : undefined;
};

/** Lists grow by one item at a time, so that no path makes a list longer than the answer. */
const hasPlace = (tree: Tree, step: string | number): boolean =>
  Array.isArray(tree) ? typeof step === 'number' && step <= tree.length : typeof step === 'string';

const STEP = /\.([^.[\]]+)|\[(\d{1,9})\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Returns the steps of a path; none for a path that cannot be followed. */
const stepsOf = (path: unknown): (string | number)[] => {
  if (typeof path !== 'string' || !path.startsWith('$')) return [];
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const [, name, index, single, double] = STEP.exec(path) ?? [];
    const key = name ?? (single ?? double)?.replace(/\\(.)/g, '$1');
    if ((key === undefined && index === undefined) || steps.length === DEEPEST) return [];
    if (key !== undefined && UNSAFE_KEYS.has(key)) return [];
    steps.push(key ?? Number(index));
  }
  return steps;
};

const valueOf = (part: Readonly<Record<string, unknown>>): unknown => {
  const { stringValue, numberValue, boolValue } = part;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof numberValue === 'number') return numberValue;
  if (typeof boolValue === 'boolean') return boolValue;
  return 'nullValue' in part ? null : undefined;
};
