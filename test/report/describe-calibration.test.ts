// What calibration says in words, and its plot.
import {describe, expect, test} from '@jest/globals';
import {calibrationChart} from '../../shared/report/charts/calibration-chart.ts';
import {renderChart} from '../../shared/report/charts/render-chart.ts';
import {
  BANDS,
  bandLabel,
  bandSentence,
  calibrationSentence,
  exceptionSentence,
} from '../../shared/report/describe-calibration.ts';
import type {OutcomeBin} from '../../shared/scores/calibration.ts';
import {readElements} from './check-html.ts';

const bin = (predicted: number, actual: number, count = 1000): OutcomeBin => ({
  ...{count, sets: 50, hits: actual * count, predicted, actual},
  interval: [actual - 0.02, actual + 0.02],
});

describe('trust', () => {
  test('says how far off chances are, and whether that matters', () => {
    const said = (predicted: number, actual: number) =>
      calibrationSentence([bin(predicted, actual)], bin(predicted, actual));
    expect(said(0.5, 0.49)).toBe(
      'The chances can be taken literally: on average they are 1.0 points off (expected calibration error .010, over 1,000 named genes of 50 sets), on the whole too high by 1.0 points.',
    );
    expect(said(0.5, 0.55)).toMatch(/^The chances are a rough guide.* too low by 5\.0 points\.$/);
    expect(said(0.5, 0.3)).toContain('should not be taken literally');
  });

  test('names no side where errors are on both', () => {
    const bins = [bin(0.2, 0.3), bin(0.8, 0.7)];
    expect(calibrationSentence(bins, bin(0.5, 0.5, 2000))).toMatch(/sets\)\.$/);
  });

  test('tells the highest band that holds a gene and the lowest', () => {
    const empty = bin(0, 0, 0);
    const low = bin(0.02, 0.031, 90);
    expect(bandSentence([empty, bin(0.6, 0.62, 2345), empty, empty, low])).toBe(
      'Of the 2,345 genes named with a chance of 50 % or more, 62 % were hidden ones; of the 90 named with less than 5 %, 3.1 %.',
    );
    expect(bandSentence([empty, empty])).toBe('');
  });

  test('warns of groups outside their interval alone', () => {
    const groups = [
      {label: 'far sets', bin: bin(0.3, 0.1)},
      {label: 'middling sets', bin: bin(0.31, 0.3)},
      {label: 'near sets', bin: bin(0.5, 0.6)},
    ];
    expect(exceptionSentence(groups)).toBe(
      'Trust them less with far sets (stated 30 %, true 10 %): there they are too high. With near sets (stated 50 %, true 60 %) they are too low, so trust them more there.',
    );
    expect(exceptionSentence([{label: 'few', bin: {...bin(0.9, 0.1), interval: null}}])).toBe('');
  });

  test('labels bands', () => {
    expect(BANDS.map((_, i) => bandLabel(i))).toEqual([
      ...['80 % or more', '50–80 %', '20–50 %', '5–20 %', 'less than 5 %'],
    ]);
  });
});

test('the plot has a point and a whisker for each bin, within the axes', async () => {
  const bins = [bin(0.1, 0.12), bin(0.5, 0.45), {...bin(0.9, 1), interval: null}];
  const {markup} = await renderChart('x', 'calibration', calibrationChart(bins));
  expect(readElements(markup)[0]).toBe('svg');
  expect(markup).not.toMatch(/NaN|undefined/);
  expect(markup.match(/aria-roledescription="point"/g) ?? []).toHaveLength(3);
  expect(markup).toContain('chance stated');
  expect(markup).toContain('>100%<');
});
