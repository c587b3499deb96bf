import {describe, expect, test} from '@jest/globals';
import {dotPlot} from '../../../shared/report/enrichment/dot-plot.ts';
import type {TestedSet} from '../../../shared/scores/enrichment/describe-enrichment.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {draw} from '../charts/draw.ts';

function setOf(name: string, genes: number, size: number, log10PValue: number): TestedSet {
  const shared = Array.from({length: genes}, (_, i) => `G${i}`);
  const pValue = 10 ** log10PValue;
  return {
    ...{library: 'toy', name, rank: 1, shared, size, fold: 2, pValue, log10PValue},
    ...{qValue: pValue, popularityPValue: pValue, popularityQValue: pValue},
  };
}

describe('dot plot', () => {
  test('draws a dot for each set, and says what size and colour mean', async () => {
    const svg = await draw(
      dotPlot([setOf('first', 9, 20, -400), setOf('second', 3, 30, -4), setOf('third', 1, 9, -1)]),
    );
    for (const text of ['first', 'second', 'third', 'genes', 'q ≤ 0.05', 'share of the set']) {
      expect(svg).toContain(text);
    }
    // One colour of each dot: below 10⁻¹², below .001, not significant; the legend has each colour once.
    for (const colour of ['#7f3c8d', '#e07b39', '#8c959f']) {
      expect(svg.split(`fill="${colour}"`)).toHaveLength(3);
    }
  });

  test('draws sets of the same name, and a single one', async () => {
    await draw(dotPlot([setOf('twin', 2, 4, -3), setOf('twin', 2, 4, -3)]));
    await draw(dotPlot([setOf('alone', 1, 1, 0)]));
  });

  test.each(Array.from({length: 10}, (_, seed) => seed))('draws any name: %i', async seed => {
    const random = createRandom(seed);
    const pieces = [
      '"',
      "'",
      '\\',
      '<b>',
      '&',
      '\u2028',
      '\u2029',
      '\u001b[2J',
      '\n',
      '\0',
      '𝛼',
      '{x}',
      '`',
    ];
    const names = Array.from({length: 6}, () =>
      Array.from({length: 1 + random.int(12)}, () => pieces[random.int(pieces.length)]).join(''),
    );
    const svg = await draw(dotPlot(names.map(name => setOf(`x${name}`, 2, 9, -5))));
    expect(svg).not.toContain('<b>');
    expect(svg).not.toContain('\u001b');
    expect(svg).not.toContain('\0');
  });
});
