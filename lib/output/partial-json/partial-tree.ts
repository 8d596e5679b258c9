interface OpenList {
  readonly list: unknown[];
}

interface OpenObject {
  readonly object: Record<string, unknown>;
  /** The key of the value that is being written, from its last letter until the value is whole. */
  key: string | undefined;
  size: number;
}

/** A list or an object that is open, with the parts of it that are whole. */
type Open = OpenList | OpenObject;

/** A value in the making, from the root to the innermost list or object that is open. */
export interface PartialTree {
  readonly open: Open[];
  /** The root, once it is whole. */
  root: unknown;
  /** How many entries `valueOf` copies: the parts of everything that is open. Counted along, because it is read for each delta. */
  weight: number;
}

/** Nothing to show yet; no JSON value is undefined. */
const NOTHING = undefined;

/** Returns a tree without a value. */
export const emptyTree = (): PartialTree => ({ open: [], root: NOTHING, weight: 0 });

const open = (tree: PartialTree, opened: Open): void => {
  tree.open.push(opened);
  tree.weight++;
};

/** Begins a list in the innermost value that is open. */
export const openList = (tree: PartialTree): void => open(tree, { list: [] });

/** Begins an object in the innermost value that is open. */
export const openObject = (tree: PartialTree): void => open(tree, { object: {}, key: undefined, size: 0 });

export const isInObject = ({ open }: PartialTree): boolean => 'object' in (open.at(-1) ?? {});

export const setKey = ({ open }: PartialTree, key: string): void => {
  const parent = open.at(-1);
  if (parent && 'object' in parent) parent.key = key;
};

/** Puts a whole value into the innermost value that is open. Returns whether it is shown there. */
export const addValue = (tree: PartialTree, value: unknown): boolean => {
  const parent = tree.open.at(-1);
  if (parent && 'object' in parent && !addProperty(parent, value)) return false;
  if (parent && 'list' in parent) parent.list.push(value);
  if (parent) tree.weight++;
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

/** Ends the innermost value that is open: it becomes part of the one around it. */
export const close = (tree: PartialTree): void => {
  const closed = tree.open.pop();
  if (!closed) return;
  tree.weight -= 1 + ('list' in closed ? closed.list.length : closed.size);
  addValue(tree, 'list' in closed ? closed.list : closed.object);
};

/**
 * Returns the value so far, with the text that is being written at its end. Parts that are whole are shared from one value to the
 * next; parts that are open are copied.
 */
export const valueOf = ({ open, root }: PartialTree, writing: unknown): unknown =>
  open.length === 0 ? (root ?? writing) : open.reduceRight(around, writing);

const around = (inner: unknown, outer: Open): unknown => {
  if ('list' in outer) return inner === NOTHING ? [...outer.list] : [...outer.list, inner];
  return isShown(outer.key, inner) ? { ...outer.object, [outer.key]: inner } : { ...outer.object };
};

/** Strict mode leaves a property out by a null; `__proto__` never becomes a property. */
const isShown = (key: string | undefined, value: unknown): key is string =>
  key !== undefined && key !== '__proto__' && value !== null && value !== NOTHING;
