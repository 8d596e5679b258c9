import type { Revival } from '../../../lib/agent/function-schema.ts';
import type { Definition, Shape } from '../model.ts';
import { isText } from './schema.ts';

type Path = readonly string[];

/** A value at a place of the arguments: one to revive, or one that stays as JSON. */
interface Leaf {
  readonly path: Path;
  /** The JSON type at that place. Only values of the same JSON type can be confused. */
  readonly json: 'string' | 'array' | 'object';
  /** Absent when the value stays as it is. */
  readonly as?: Revival;
}

/** The values to revive by JSON pointer, or the place where they cannot be told apart. */
export type Revivals = { readonly revive: Readonly<Record<string, Revival>> } | { readonly conflict: string };

/**
 * Finds the values to revive, by JSON pointer. Returns the place of a conflict when JSON cannot tell two of them
 * apart.
 */
export const revivalsOf = (parts: readonly { readonly name: string; readonly shape: Shape }[]): Revivals => {
  const leaves = parts.flatMap(({ name, shape }) => leavesOf(shape, [name], new Map()));
  const revived = leaves.filter(({ as }) => as !== undefined);
  const conflict = revived.find((leaf) =>
    leaves.some((other) => other.as !== leaf.as && other.json === leaf.json && overlaps(leaf.path, other.path)),
  );
  if (conflict !== undefined) return { conflict: pointerOf(conflict.path) };
  return { revive: Object.fromEntries(revived.map(({ path, as }) => [pointerOf(path), as as Revival])) };
};

/** Step to any item of a list. It differs from `*`, the step to any property, because an index is not a name. */
const ITEM = '*#';

const pointerOf = (path: Path): string =>
  path.map((key) => (key === ITEM ? '/*' : `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)).join('');

/** Returns whether two patterns can match the same place; `**` matches any number of steps. */
const overlaps = (a: Path, b: Path): boolean => {
  const [first, ...restA] = a;
  const [second, ...restB] = b;
  if (first === undefined || second === undefined) return [...a, ...b].every((key) => key === '**');
  if (first === '**') return overlaps(restA, b) || overlaps(a, restB);
  if (second === '**') return overlaps(a, restB) || overlaps(restA, b);
  return isOneStep(first, second) && overlaps(restA, restB);
};

const isOneStep = (a: string, b: string): boolean => a === b || isStep(a, b) || isStep(b, a);

const isStep = (wildcard: string, key: string): boolean =>
  (wildcard === '*' && key !== '**') || (wildcard === ITEM && (key === '*' || /^\d+$/.test(key)));

/**
 * Lists the values at all places of a shape. `open` holds the definitions on the path: one that is met again is not
 * entered, only its place is recorded.
 */
const leavesOf = (shape: Shape, path: Path, open: ReadonlyMap<Definition, Path[]>): readonly Leaf[] => {
  const at = (inner: Shape, ...keys: Path): readonly Leaf[] => leavesOf(inner, [...path, ...keys], open);
  switch (shape.kind) {
    case 'revived':
      return [{ path, json: 'string', as: shape.as }];
    case 'string':
      return [{ path, json: 'string' }];
    case 'choice':
      // A text of digits would become a bigint next to one.
      return shape.values.some((value) => typeof value === 'string' && /^-?\d+$/.test(value))
        ? [{ path, json: 'string' }]
        : [];
    case 'text':
      return shape.pattern === undefined ? [{ path, json: 'string' }] : [];
    case 'array':
      return [{ path, json: 'array' }, ...at(shape.items, ITEM)];
    case 'set':
      return [{ path, json: 'array', as: 'set' }, ...at(shape.items, ITEM)];
    case 'map':
      return isText(shape.key)
        ? [{ path, json: 'object', as: 'map' }, ...at(shape.value, '*')]
        : [{ path, json: 'array', as: 'map' }, ...at(shape.key, ITEM, '0'), ...at(shape.value, ITEM, '1')];
    case 'tuple':
      return [
        { path, json: 'array' },
        ...shape.places.flatMap((place, index) => at(place, String(index))),
        ...(shape.rest ? at(shape.rest, ITEM) : []),
      ];
    case 'object':
      return [
        { path, json: 'object' },
        ...shape.properties.flatMap(({ name, shape: inner }) => at(inner, name)),
        ...(shape.others ? at(shape.others, '*') : []),
        ...(shape.patterns ?? []).flatMap(({ shape: inner }) => at(inner, '*')),
      ];
    case 'union':
      return shape.members.flatMap((member) => at(member));
    case 'reference':
      return ofReference(shape.definition, path, open);
    default:
      return [];
  }
};

/** Lists a definition as it stands, and again at any depth for each path by which it contains itself. */
const ofReference = (definition: Definition, path: Path, open: ReadonlyMap<Definition, Path[]>): readonly Leaf[] => {
  const known = open.get(definition);
  known?.push(path);
  if (known !== undefined) return [];
  const returns: Path[] = [];
  const leaves = leavesOf(definition.shape, path, new Map(open).set(definition, returns));
  const again = returns.flatMap((back) =>
    leaves.map((leaf) => ({
      ...leaf,
      path: [...path, '**', ...back.slice(path.length), ...leaf.path.slice(path.length)],
    })),
  );
  return [...leaves, ...again];
};
