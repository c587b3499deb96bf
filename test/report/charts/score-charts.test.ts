import {expect, test} from '@jest/globals';
import {recallChart, strataChart} from '../../../shared/report/charts/score-charts.ts';
import {mainView} from '../../../shared/report/protocol-view.ts';
import {strataRows} from '../../../shared/report/strata-rows.ts';
import {syntheticScores} from '../synthetic-scores.ts';
import {draw} from './draw.ts';

const {results} = syntheticScores({'train-gpt': 0.3, 'train-nearest-sets': 0.6, chance: 0}, 600);

const view = mainView(results);

test('recall: a bar and its value for each method and cut', async () => {
  const svg = await draw(recallChart(view));
  for (const [, {recallAt10, recallAt50}] of view.methods) {
    expect(svg).toContain(`>${recallAt10!.toFixed(3)}<`);
    expect(svg).toContain(`>${recallAt50!.toFixed(3)}<`);
  }
  expect(svg).toContain('>k = 50<');
});

test('recall without intervals is drawn as well', async () => {
  const bare = mainView(syntheticScores({'train-gpt': 0.4}, 20, 0).results);
  expect(bare.methods[0][1].intervals).toEqual({});
  const value = bare.methods[0][1].recallAt10!.toFixed(3);
  expect(await draw(recallChart(bare))).toContain(`>${value}<`);
});

test('strata: labels with the number of sets, empty strata left out', async () => {
  const rows = strataRows(view, 'sizes');
  const svg = await draw(strataChart(rows, 'sizes', view.named));
  for (const {label, sets} of rows) {
    const shown = svg.includes(`>n ${sets}<`) && svg.includes(`>${label}<`);
    expect([label, shown]).toEqual([label, sets > 0]);
  }
  expect(svg).toContain('recall@50');
});
