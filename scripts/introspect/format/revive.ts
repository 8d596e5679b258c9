import type { Revival } from '../../../lib/agent/function-schema.ts';
import type { Definition, Shape } from '../model.ts';
import { isText } from './schema.ts';

type Path = readonly string[];

/** What stands at a place of the arguments: something to revive, or something that stays. */
interface Leaf {
  readonly path: Path;
  /** What JSON has there: only what looks the same can be mistaken. */
  readonly json: 'string' | 'array' | 'object';
  /** Absent where it stays as it is. */
  readonly as?: Revival;
}

export type Revivals = { readonly revive: Readonly<Record<string, Revival>> } | { readonly conflict: string };

/** Where values are revived, by JSON pointer; or the place where it cannot be told. */
export const revivalsOf = (parts: readonly { readonly name: string; readonly shape: Shape }[]): Revivals => {
  const leaves = parts.flatMap(({ name, shape }) => leavesOf(shape, [name], new Map()));
  const revived = leaves.filter(({ as }) => as !== undefined);
  const conflict = revived.find((leaf) =>
    leaves.some((other) => other.as !== leaf.as && other.json === leaf.json && overlaps(leaf.path, other.path)),
  );
  if (conflict !== undefined) return { conflict: pointerOf(conflict.path) };
  return { revive: Object.fromEntries(revived.map(({ path, as }) => [pointerOf(path), as as Revival])) };
};

/** Any item of a list; told from `*`, any property, since no name is an index. */
const ITEM = '*#';

const pointerOf = (path: Path): string =>
  path.map((key) => (key === ITEM ? '/*' : `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)).join('');

/** Whether two patterns can mean the same place; `**` is any number of steps. */
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
 * What stands where in a shape. `open` are the definitions on the way: what is met again is not followed again, its
 * place is kept.
 */
const leavesOf = (shape: Shape, path: Path, open: ReadonlyMap<Definition, Path[]>): readonly Leaf[] => {
  const at = (inner: Shape, ...keys: Path): readonly Leaf[] => leavesOf(inner, [...path, ...keys], open);
  switch (shape.kind) {
    case 'revived':
      return [{ path, json: 'string', as: shape.as }];
    case 'string':
      return [{ path, json: 'string' }];
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
      ];
    case 'union':
      return shape.members.flatMap((member) => at(member));
    case 'reference':
      return ofReference(shape.definition, path, open);
    default:
      return [];
  }
};

/** Once as it stands, and once for each way it comes to itself, at any depth. */
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
