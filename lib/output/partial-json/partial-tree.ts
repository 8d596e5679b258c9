interface OpenList {
  readonly list: unknown[];
}

interface OpenObject {
  readonly object: Record<string, unknown>;
  /** That of the value being written, from its last letter until the value is whole. */
  key: string | undefined;
  size: number;
}

/** What is open, with what it holds so far: all of that is whole. */
type Open = OpenList | OpenObject;

/** A value in the making, from the root to the innermost that is open. */
export interface PartialTree {
  readonly open: Open[];
  /** The root, once it is whole. */
  root: unknown;
}

/** Nothing to show yet; no JSON value is undefined. */
const NOTHING = undefined;

/** Deeper than this no answer goes, and no reader of it either. */
export const DEEPEST = 1_000;

export const emptyTree = (): PartialTree => ({ open: [], root: NOTHING });

export const openList = (tree: PartialTree): void => void tree.open.push({ list: [] });
export const openObject = (tree: PartialTree): void => void tree.open.push({ object: {}, key: undefined, size: 0 });

export const isInObject = ({ open }: PartialTree): boolean => 'object' in (open.at(-1) ?? {});

export const setKey = ({ open }: PartialTree, key: string): void => {
  const parent = open.at(-1);
  if (parent && 'object' in parent) parent.key = key;
};

/** A whole value, put where it belongs; gives whether it is shown there. */
export const addValue = (tree: PartialTree, value: unknown): boolean => {
  const parent = tree.open.at(-1);
  if (parent && 'object' in parent) return addProperty(parent, value);
  if (parent) parent.list.push(value);
  else tree.root = value;
  return true;
};

const addProperty = (parent: OpenObject, value: unknown): boolean => {
  const { key } = parent;
  parent.key = undefined;
  if (!isShown(key, value)) return false;
  parent.object[key] = value;
  parent.size++;
  return true;
};

/** The innermost open value is whole: it becomes part of the one around it. */
export const close = (tree: PartialTree): void => {
  const closed = tree.open.pop();
  if (closed) addValue(tree, 'list' in closed ? closed.list : closed.object);
};

/**
 * The value as it stands, ending in what is just being written. What is whole is shared from one to the next, only what
 * is open is copied: `weightOf` says how much that is.
 */
export const valueOf = ({ open, root }: PartialTree, writing: unknown): unknown =>
  open.length === 0 ? (root ?? writing) : open.reduceRight(around, writing);

export const weightOf = ({ open }: PartialTree): number =>
  open.reduce((sum, each) => sum + 1 + ('list' in each ? each.list.length : each.size), 0);

const around = (inner: unknown, outer: Open): unknown => {
  if ('list' in outer) return inner === NOTHING ? [...outer.list] : [...outer.list, inner];
  return isShown(outer.key, inner) ? { ...outer.object, [outer.key]: inner } : { ...outer.object };
};

/** `null` is how strict mode leaves a property out; `__proto__` is none. */
const isShown = (key: string | undefined, value: unknown): key is string =>
  key !== undefined && key !== '__proto__' && value !== null && value !== NOTHING;
