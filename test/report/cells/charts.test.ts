import {describe, expect, test} from '@jest/globals';
import {cellStyle} from '../../../shared/report/cells/cell-style.ts';
import {confusionChart} from '../../../shared/report/cells/confusion-chart.ts';
import {mapChart} from '../../../shared/report/cells/map-chart.ts';
import {rankLineChart} from '../../../shared/report/cells/rank-line-chart.ts';
import {renderChart} from '../../../shared/report/charts/render-chart.ts';
import {pageStyle} from '../../../shared/report/page-style.ts';
import {TOY_LINE, TOY_TYPES} from '../../cells/toy-tables.ts';
import {findLoads, readElements} from '../check-html.ts';

async function draw(spec: Parameters<typeof renderChart>[2]): Promise<string> {
  const {markup} = await renderChart('x', 'A chart', spec);
  expect(readElements(markup)[0]).toBe('svg');
  expect(findLoads(markup.replace(/xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
  expect(markup).not.toMatch(/NaN|undefined|null/);
  return markup;
}

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

describe('charts of cells', () => {
  const confusion = [
    [31, 2, 0, 0],
    [0, 17, 0, 0],
    [5, 0, 11, 4],
  ];

  test('confusion: every count that is not 0, and a column for no type where one is needed', async () => {
    const svg = await draw(confusionChart(TOY_TYPES, confusion));
    for (const count of [31, 2, 17, 5, 11, 4]) expect(svg).toContain(`>${count}<`);
    expect(svg).not.toContain('>0<');
    expect(svg).toContain('>no type<');
    // Rows of the matrix times columns, each a shaded cell.
    expect(svg.match(/aria-label="predicted type: [^"]*share/g) ?? []).toHaveLength(12);
    const named = confusion.map(row => [...row.slice(0, 3), 0]);
    expect(await draw(confusionChart(TOY_TYPES, named))).not.toContain('>no type<');
  });

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

  test('rank line: a point for each bin, and a line that stops at 0', async () => {
    const spec = rankLineChart({...TOY_LINE, slope: -3});
    const svg = await draw(spec);
    expect(svg.match(/aria-roledescription="circle"/g)).toHaveLength(TOY_LINE.bins.length);
    expect(svg).toContain('1 + rank of the gene within its cell');
    const [, , line] = (spec as {layer: {data: {values: {mean: number}[]}}[]}).layer;
    expect(Math.min(...line.data.values.map(({mean}) => mean))).toBe(0);
    expect(line.data.values[0].mean).toBe(TOY_LINE.intercept);
  });

  test('are exchanged ink by ink on dark pages', async () => {
    const svg = await draw(confusionChart(TOY_TYPES, confusion));
    const inks = new Set(
      [...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, ink]) => ink),
    );
    expect(inks.size).toBeGreaterThan(1);
    for (const ink of inks) expect(pageStyle + cellStyle).toContain(`="${ink}"]`);
  });
});
