import { setAttribute, svg } from './element.ts';
import { NODE, type Drawing } from './graph.ts';
import type { Line } from './lines.ts';

/** Draws the swarm. Returns a function that shows the active agent and the handoffs of the conversation. */
export const graphView = (
  target: HTMLElement,
  { width, height, places, edges }: Drawing,
): ((active: string, lines: readonly Line[]) => void) => {
  const paths = edges.map((edge) => ({
    edge,
    view: svg(
      'path',
      { d: edge.path, class: edge.isBack ? 'edge back' : 'edge', 'marker-end': 'url(#tip)' },
      svg('title', {}, `${edge.from} to ${edge.to}: ${edge.by}`),
    ),
  }));
  const nodes = places.map(({ name, x, y, tint }) => ({
    name,
    view: svg(
      'g',
      { class: 'node', 'data-tint': tint },
      svg('rect', { x: x - NODE.width / 2, y: y - NODE.height / 2, ...NODE, rx: 10 }),
      svg('text', { x, y, 'text-anchor': 'middle', 'dominant-baseline': 'central' }, name),
    ),
  }));
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'data-width': width },
    svg('defs', {}, tip()),
    ...paths.map(({ view }) => view),
    ...nodes.map(({ view }) => view),
  );
  target.replaceChildren(picture);
  return (active, lines) => {
    const walked = lines.flatMap((line) => (line.kind === 'handoff' ? [line] : []));
    // The last handoff is not the latest step when its answer was interrupted, because it then had no effect.
    const last = walked.at(-1)?.to === active ? walked.at(-1) : undefined;
    for (const { edge, view } of paths) {
      const isOn = (handoff: typeof last) => handoff?.from === edge.from && handoff.to === edge.to;
      view.classList.toggle('walked', walked.some(isOn));
      view.classList.toggle('latest', isOn(last));
    }
    for (const { name, view } of nodes) view.classList.toggle('active', name === active);
    setAttribute(picture, 'aria-label', described(active, edges));
  };
};

const tip = (): SVGElement =>
  svg(
    'marker',
    {
      id: 'tip',
      viewBox: '0 0 8 8',
      refX: 5,
      refY: 4,
      markerUnits: 'userSpaceOnUse',
      markerWidth: 10,
      markerHeight: 10,
      orient: 'auto',
    },
    svg('path', { d: 'M0 0.5 7 4 0 7.5z', fill: 'context-stroke' }),
  );

const described = (active: string, edges: Drawing['edges']): string =>
  [`${active} is active.`, ...edges.map(({ from, to }) => `${from} can hand over to ${to}.`)].join(' ');
