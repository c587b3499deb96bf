import {expect, test} from '@jest/globals';
import {renderChart} from '../../../shared/report/charts/render-chart.ts';
import {recallChart} from '../../../shared/report/charts/score-charts.ts';
import {mainView} from '../../../shared/report/protocol-view.ts';
import {syntheticScores} from '../synthetic-scores.ts';

const view = mainView(syntheticScores({'train-gpt': 0.3, chance: 0}, 60).results);

test('a chart is the same on every drawing, with ids of its own', async () => {
  const spec = recallChart(view);
  const [first, second] = [await renderChart('a', 'd', spec), await renderChart('a', 'd', spec)];
  expect(first).toEqual(second);
  const ids = [...first.markup.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.every(id => id.startsWith('a-'))).toBe(true);
});

test('a chart escapes its description', async () => {
  const {markup} = await renderChart('x', '"><script>', recallChart(view));
  expect(markup).toContain('aria-label="&quot;&gt;&lt;script&gt;"');
});
