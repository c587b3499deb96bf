import {expect, test} from '@jest/globals';
import {pValueChart} from '../../../shared/report/charts/p-value-chart.ts';
import {mainView} from '../../../shared/report/protocol-view.ts';
import {syntheticScores} from '../synthetic-scores.ts';
import {draw} from './draw.ts';

const methods = ['train-gpt', 'train-nearest-sets', 'chance'];

const {results, scores} = syntheticScores(
  {'train-gpt': 0.3, 'train-nearest-sets': 0.6, chance: 0},
  600,
);

const {named} = mainView(results);
const firstSeed = scores.filter(({protocol, seed}) => protocol === 'shuffled-20' && seed === 1);

test('p-values: a curve and a dot for each method, with counts in the legend', async () => {
  const svg = await draw(pValueChart(firstSeed, {methods, named, significance: 0.05}));
  for (const method of methods) {
    const own = firstSeed.filter(score => score.method === method);
    const kept = own.filter(({qValue}) => qValue <= 0.05).length;
    expect(svg).toContain(`>${named[method].label} (${kept})<`);
  }
  expect(svg).toContain('test sets, most significant first');
  // 600 points a curve would be three times the size.
  expect(svg.length).toBeLessThan(60_000);
});
