/** Number of unchanged lines shown around a change. */
const CONTEXT = 2;
/**
 * Limit of lines a side for an exact difference. Beyond it the change is shown as a whole, because the exact one takes
 * seconds.
 */
const EXACT = 2000;

type Line = readonly [sign: ' ' | '-' | '+', text: string];

/** Returns the lines that differ between two texts, marked as in a diff. */
export const diff = (before: string, after: string): string => {
  const lines = changes(before.split('\n'), after.split('\n'));
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(([sign]) => sign !== ' '),
  );
  return lines.flatMap(([sign, text], at) => (near[at] ? [`${sign} ${text}`] : near[at - 1] ? ['  …'] : [])).join('\n');
};

const changes = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const shorter = Math.min(before.length, after.length);
  const start = countSame(shorter, (at) => before[at] === after[at]);
  const end = countSame(shorter - start, (at) => before[before.length - 1 - at] === after[after.length - 1 - at]);
  const kept = (line: string): Line => [' ', line];
  return [
    ...before.slice(0, start).map(kept),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(kept),
  ];
};

const countSame = (most: number, isSame: (at: number) => boolean): number => {
  let count = 0;
  while (count < most && isSame(count)) count += 1;
  return count;
};

const middle = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const removed = before.map((line): Line => ['-', line]);
  const added = after.map((line): Line => ['+', line]);
  return before.length > EXACT || after.length > EXACT ? [...removed, ...added] : exact(before, after);
};

/** Compares by the longest common subsequence. */
const exact = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const common = commonLengths(before, after);
  const lines: Line[] = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < after.length) {
    if (a < before.length && before[a] === after[b]) lines.push([' ', before[a] ?? '']);
    const isSame = a < before.length && before[a] === after[b];
    const isRemoved = !isSame && a < before.length && (common[a + 1]?.[b] ?? 0) >= (common[a]?.[b + 1] ?? 0);
    if (!isSame) lines.push(isRemoved || b >= after.length ? ['-', before[a] ?? ''] : ['+', after[b] ?? '']);
    if (isSame || isRemoved || b >= after.length) a += 1;
    if (isSame || !(isRemoved || b >= after.length)) b += 1;
  }
  return lines;
};

const commonLengths = (before: readonly string[], after: readonly string[]): readonly (readonly number[])[] => {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let a = before.length - 1; a >= 0; a -= 1)
    for (let b = after.length - 1; b >= 0; b -= 1) {
      const here = lengths[a] as number[];
      here[b] =
        before[a] === after[b]
          ? 1 + (lengths[a + 1]?.[b + 1] ?? 0)
          : Math.max(lengths[a + 1]?.[b] ?? 0, here[b + 1] ?? 0);
    }
  return lengths;
};
