import {describe, expect, test} from '@jest/globals';
import {type Cell, type Link, layoutGraph} from '../../../shared/pipeline/draw/layout-graph.ts';

describe('the layout of a graph', () => {
  const cells: Cell[] = ['a', 'b', 'c', 'd', 'e'].map(id => ({id, width: 100, height: 34}));
  const links: Link[] = ['ab', 'ac', 'ad', 'bd', 'cd', 'de', 'ae'].map(([from, to]) => ({
    from,
    to,
    label: {width: 60, height: 15},
  }));

  test('runs downward and overlaps nothing', async () => {
    const {centers, routes, width, height} = await layoutGraph(cells, links);
    for (const {from, to} of links) {
      expect(centers.get(to)?.y).toBeGreaterThan((centers.get(from)?.y ?? 0) + 34);
    }
    const boxes = [
      ...cells.map(({id, ...size}) => ({...size, ...(centers.get(id) ?? {x: 0, y: 0})})),
      ...links.map(({label}, index) => ({...label, ...routes[index].label})),
    ];
    for (const [i, a] of boxes.entries()) {
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width / 2).toBeLessThanOrEqual(width);
      expect(a.y + a.height / 2).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(i + 1)) {
        const apartX = Math.abs(a.x - b.x) - (a.width + b.width) / 2;
        const apartY = Math.abs(a.y - b.y) - (a.height + b.height) / 2;
        expect(Math.max(apartX, apartY)).toBeGreaterThan(0);
      }
    }
  });

  test('places a chain on one straight line', async () => {
    const chain = links.filter(({from, to}) => ['ab', 'bd', 'de'].includes(from + to));
    const {centers} = await layoutGraph(
      cells.filter(({id}) => id !== 'c'),
      chain,
    );
    const xs = [...centers.values()].map(point => point.x);
    expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(0.01);
  });
});
