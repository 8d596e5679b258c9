import { draw, type Graph } from '../../../demos/web/page/graph.ts';

const agent = (name: string, file = 'demos/shop/agents.ts') => ({ name, file });

const graph: Graph = {
  agents: [agent('Other', 'lib/other.ts'), agent('Triage'), agent('Sales'), agent('Refunds'), agent('Alone')],
  handoffs: [
    { from: 'Triage', to: 'Sales', by: 'toSales' },
    { from: 'Triage', to: 'Refunds', by: 'toRefunds' },
    { from: 'Sales', to: 'Triage', by: 'back' },
    { from: 'Sales', to: 'Triage', by: 'close' },
    { from: 'Other', to: 'Triage', by: 'other' },
  ],
};

describe('draw', () => {
  const drawing = draw(graph, 'shop');

  it('places the first agent on top, the agents it reaches below, and unreachable agents last', () => {
    const rows = new Map<number, string[]>();
    for (const { name, y } of drawing.places) rows.set(y, [...(rows.get(y) ?? []), name]);
    expect([...rows.values()]).toEqual([['Triage'], ['Sales', 'Refunds'], ['Alone']]);
  });

  it('draws one arrow for several functions between two agents', () => {
    expect(drawing.edges.map(({ from, to, by, isBack }) => [from, to, by, isBack])).toEqual([
      ['Triage', 'Sales', 'toSales', false],
      ['Triage', 'Refunds', 'toRefunds', false],
      ['Sales', 'Triage', 'back, close', true],
    ]);
  });

  it('keeps all arrows inside the picture', () => {
    for (const { x, y } of drawing.places) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(drawing.width);
      expect(y).toBeLessThan(drawing.height);
    }
  });
});
