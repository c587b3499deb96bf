import {expect, test} from '@jest/globals';
import {mapChart} from '../../../shared/report/cells/map-chart.ts';
import {TOY_TYPES} from '../../cells/toy-tables.ts';
import {draw} from '../charts/draw.ts';

const points = ['real cells', 'model <A>'].flatMap((method, side) =>
  Array.from({length: 30}, (_, i) => ({
    method,
    type: TOY_TYPES[i % 3],
    pc1: i + side,
    pc2: (i * 7) % 11,
    umap1: side === 0 ? i / 3 : null,
    umap2: side === 0 ? -i : null,
  })),
);

test('map: a panel a method, a point a cell, none without coordinates', async () => {
  const svg = await draw(mapChart(points, 'pca', TOY_TYPES)!);
  for (const text of [...TOY_TYPES, 'real cells', 'model &lt;A&gt;']) {
    expect(svg).toContain(`>${text}<`);
  }
  const marks = svg.match(/aria-roledescription="circle"/g) ?? [];
  expect(marks).toHaveLength(60);
  const umap = await draw(mapChart(points, 'umap', TOY_TYPES)!);
  expect(umap).not.toContain('model &lt;A&gt;');
  const none = points.map(point => ({...point, umap1: null, umap2: null}));
  expect(mapChart(none, 'umap', TOY_TYPES)).toBeUndefined();
});
