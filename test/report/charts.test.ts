import {describe, expect, test} from '@jest/globals';
import {methodScale, roundUp} from '../../shared/report/charts/chart-theme.ts';
import {lossChart} from '../../shared/report/charts/loss-chart.ts';
import {pValueChart} from '../../shared/report/charts/p-value-chart.ts';
import {renderChart} from '../../shared/report/charts/render-chart.ts';
import {recallChart, strataChart} from '../../shared/report/charts/score-charts.ts';
import {textWidth} from '../../shared/report/charts/text-width.ts';
import {methodName} from '../../shared/report/method-names.ts';
import {mainView} from '../../shared/report/protocol-view.ts';
import {strataRows} from '../../shared/report/strata-rows.ts';
import {findLoads, readElements} from './check-html.ts';
import {syntheticScores} from './synthetic-scores.ts';

const methods = ['train-gpt', 'train-nearest-sets', 'chance'];
const {results, scores} = syntheticScores(
  {'train-gpt': 0.3, 'train-nearest-sets': 0.6, chance: 0},
  600,
);
const view = mainView(results);
const firstSeed = scores.filter(({protocol, seed}) => protocol === 'shuffled-20' && seed === 1);

async function draw(spec: Parameters<typeof renderChart>[2]): Promise<string> {
  const {markup} = await renderChart('x', 'A <described> chart', spec);
  expect(readElements(markup)[0]).toBe('svg');
  expect(findLoads(markup.replace(/xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
  expect(markup).not.toMatch(/NaN|undefined|null/);
  return markup;
}

describe('charts', () => {
  test('p-values: a curve and a dot for each method, with counts in the legend', async () => {
    const svg = await draw(pValueChart(firstSeed, {methods, significance: 0.05}));
    for (const method of methods) {
      const own = firstSeed.filter(score => score.method === method);
      const kept = own.filter(({qValue}) => qValue <= 0.05).length;
      expect(svg).toContain(`>${methodName(method)} (${kept})<`);
    }
    expect(svg).toContain('test sets, most significant first');
    // 600 points a curve would be three times the size.
    expect(svg.length).toBeLessThan(60_000);
  });

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
    const svg = await draw(strataChart(rows, 'sizes'));
    for (const {label, sets} of rows) {
      const shown = svg.includes(`>n ${sets}<`) && svg.includes(`>${label}<`);
      expect([label, shown]).toEqual([label, sets > 0]);
    }
    expect(svg).toContain('recall@50');
  });

  test('loss: training and validation by step', async () => {
    const points = Array.from({length: 1000}, (_, i) => ({
      step: i + 1,
      trainingLoss: 9 - i / 200,
      validationLoss: i % 100 === 99 ? 9.5 - i / 250 : null,
    }));
    const svg = await draw(lossChart(points));
    expect(svg).toContain('loss (nats per gene)');
    expect(svg).toContain('>validation<');
    expect(svg.length).toBeLessThan(30_000);
  });

  test('are the same on every drawing, with ids of their own', async () => {
    const spec = recallChart(view);
    const [first, second] = [await renderChart('a', 'd', spec), await renderChart('a', 'd', spec)];
    expect(first).toEqual(second);
    const ids = [...first.markup.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.every(id => id.startsWith('a-'))).toBe(true);
  });

  test('escape their description', async () => {
    const {markup} = await renderChart('x', '"><script>', recallChart(view));
    expect(markup).toContain('aria-label="&quot;&gt;&lt;script&gt;"');
  });
});

describe('chart theme', () => {
  test('gives every method a colour of its own', () => {
    const {range} = methodScale([...methods, 'a', 'b', 'c', 'd']);
    expect(new Set(range).size).toBe(7);
  });

  test('rounds an axis up to a tick', () => {
    expect([0, 0.034, 0.41, 0.6, 0.61, 0.93, 1, 7.2].map(roundUp)).toEqual([
      1, 0.04, 0.5, 0.6, 0.8, 1, 1, 8,
    ]);
  });

  test('measures wide letters wider', () => {
    expect(textWidth('WWW', 10)).toBeGreaterThan(textWidth('iii', 10));
    expect(textWidth('12', 20)).toBeCloseTo(2 * textWidth('12', 10), 12);
  });
});
