/** The part of V8's profile that is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface TopEntry {
  readonly name: string;
  /** Per cent of the time that was not idle. */
  readonly share: number;
  readonly milliseconds: number;
}

type Node = CpuProfile['nodes'][number];

const nameOf = ({ callFrame: { functionName, url, lineNumber } }: Node): string => {
  const file = url.split('/').at(-1) ?? '';
  const where = file === '' ? '' : ` ${file}:${lineNumber + 1}`;
  return `${functionName || '(anonymous)'}${where}`;
};

/** Returns the functions with the most own time, from all their callers, without idle time. */
export const topOf = ({ nodes, samples, timeDeltas }: CpuProfile, count: number): readonly TopEntry[] => {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const times = new Map<string, number>();
  samples.forEach((id, place) => {
    const name = names.get(id) ?? '';
    if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + Math.max(0, timeDeltas[place] ?? 0));
  });
  const whole = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .sort(([, left], [, right]) => right - left)
    .slice(0, count)
    .map(([name, time]) => ({ name, share: time / whole, milliseconds: time / 1000 }));
};
