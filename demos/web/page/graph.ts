/** The part of `rxswarm introspect --graph json` that the page reads. */
export interface Graph {
  readonly agents: readonly { readonly name: string; readonly file: string }[];
  readonly handoffs: readonly { readonly from: string; readonly to: string; readonly by: string }[];
}

export interface Place {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Number of the agent's colour: its position in the list. */
  readonly tint: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Names of the functions that hand over, for screen readers. */
  readonly by: string;
  /** SVG path of the arrow. */
  readonly path: string;
  readonly isBack: boolean;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
  readonly edges: readonly Edge[];
}

export const NODE = { width: 146, height: 38 };
const GAP = { x: 16, y: 46 };
const MARGIN = { x: 34, y: 8 };

/** Lays out the agents of a folder: the first on top, each below the agents that hand over to it. */
export const draw = (graph: Graph, folder: string): Drawing => {
  const names = graph.agents.filter(({ file }) => file.includes(`/${folder}/`)).map(({ name }) => name);
  const rows = rowsOf(names, graph.handoffs);
  // A single agent is drawn no larger than one of two.
  const columns = Math.max(2, ...rows.map(({ length }) => length));
  const width = 2 * MARGIN.x + columns * NODE.width + (columns - 1) * GAP.x;
  const places = rows.flatMap((row, y) =>
    row.map((name, x) => ({
      name,
      tint: names.indexOf(name),
      x: width / 2 + (x - (row.length - 1) / 2) * (NODE.width + GAP.x),
      y: MARGIN.y + NODE.height / 2 + y * (NODE.height + GAP.y),
    })),
  );
  const height = 2 * MARGIN.y + rows.length * NODE.height + (rows.length - 1) * GAP.y;
  return { width, height, places, edges: edgesOf(graph.handoffs, new Map(places.map((place) => [place.name, place]))) };
};

/** Ranks agents by the number of handoffs that lead to them from the first. */
const rowsOf = (names: readonly string[], handoffs: Graph['handoffs']): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  const seen = new Set<string>();
  let next = names.slice(0, 1);
  while (next.length > 0) {
    rows.push(next);
    for (const name of next) seen.add(name);
    const reached = new Set(
      rows
        .at(-1)
        ?.flatMap((from) => handoffs.filter((each) => each.from === from))
        .map(toOf),
    );
    next = names.filter((name) => reached.has(name) && !seen.has(name));
  }
  const alone = names.filter((name) => !seen.has(name));
  return alone.length > 0 ? [...rows, alone] : rows;
};

const toOf = ({ to }: Graph['handoffs'][number]): string => to;

const edgesOf = (handoffs: Graph['handoffs'], places: ReadonlyMap<string, Place>): readonly Edge[] => {
  const functions = new Map<string, string[]>();
  for (const { from, to, by } of handoffs) {
    const key = JSON.stringify([from, to]);
    functions.set(key, [...(functions.get(key) ?? []), by]);
  }
  return [...functions].flatMap(([key, names]) => {
    const [from = '', to = ''] = JSON.parse(key) as string[];
    const [start, end] = [places.get(from), places.get(to)];
    if (start === undefined || end === undefined) return [];
    const isBack = end.y <= start.y;
    return [{ from, to, by: names.join(', '), isBack, path: isBack ? around(start, end) : down(start, end) }];
  });
};

const down = (from: Place, to: Place): string => {
  const [begin, end] = [from.y + NODE.height / 2, to.y - NODE.height / 2 - 5];
  const middle = (begin + end) / 2;
  return `M${from.x} ${begin}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${end}`;
};

/** Ways back leave at the side, so that they do not cross the ways forward. */
const around = (from: Place, to: Place): string => {
  const side = from.x < to.x || (from.x === to.x && from.tint % 2 === 1) ? -1 : 1;
  const [begin, end] = [from.x + (side * NODE.width) / 2, to.x + side * (NODE.width / 2 + 5)];
  const reach = side * (18 + Math.abs(from.y - to.y) / 12);
  const bend = (side < 0 ? Math.min(begin, end) : Math.max(begin, end)) + reach;
  return `M${begin} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${end} ${to.y}`;
};
