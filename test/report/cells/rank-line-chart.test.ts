import {expect, test} from '@jest/globals';
import {rankLineChart} from '../../../shared/report/cells/rank-line-chart.ts';
import {TOY_LINE} from '../../cells/toy-tables.ts';
import {draw} from '../charts/draw.ts';

test('rank line: a point for each bin, and a line that stops at 0', async () => {
  const spec = rankLineChart({...TOY_LINE, slope: -3});
  const svg = await draw(spec);
  expect(svg.match(/aria-roledescription="circle"/g)).toHaveLength(TOY_LINE.bins.length);
  expect(svg).toContain('1 + rank of the gene within its cell');
  const [, , line] = (spec as {layer: {data: {values: {mean: number}[]}}[]}).layer;
  expect(Math.min(...line.data.values.map(({mean}) => mean))).toBe(0);
  expect(line.data.values[0].mean).toBe(TOY_LINE.intercept);
});
