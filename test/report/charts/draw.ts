// Draws a chart and checks that it is one, whole and without anything from elsewhere.
import {expect} from '@jest/globals';
import {renderChart} from '../../../shared/report/charts/render-chart.ts';
import {findLoads, readElements} from '../check-html.ts';

export async function draw(spec: Parameters<typeof renderChart>[2]): Promise<string> {
  const {markup} = await renderChart('x', 'A <described> chart', spec);
  expect(readElements(markup)[0]).toBe('svg');
  expect(findLoads(markup.replace(/xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
  expect(markup).not.toMatch(/NaN|undefined|null/);
  return markup;
}
