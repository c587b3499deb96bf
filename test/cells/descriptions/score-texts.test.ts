import {describe, expect, test} from '@jest/globals';
import {mentionReader} from '../../../shared/cells/descriptions/read-mentions.ts';
import {type DescribedCell, scoreTexts} from '../../../shared/cells/descriptions/score-texts.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const TYPES = ['T cell', 'CD4 T cell', 'B cell'];
const GENES = ['CD4', 'CD3D', 'MS4A1', 'ACTB'];
const read = mentionReader(TYPES, word => GENES.includes(word));
const cell = (type: number, highest: string[], markers: string[]): DescribedCell => ({
  ...{type, highest: new Set(highest), markers: new Set(markers)},
});
const CELLS = [
  cell(0, ['CD3D', 'ACTB'], ['CD3D']),
  cell(1, ['CD4', 'ACTB'], ['CD4', 'CD3D']),
  cell(2, ['MS4A1', 'ACTB'], ['MS4A1']),
  cell(2, ['ACTB'], ['MS4A1']),
];
const BOOTSTRAP = {resamples: 200, seed: 1, level: 0.95};
const valuesOf = (texts: string[], cells = CELLS.slice(0, texts.length)) =>
  Object.fromEntries(
    Object.entries(scoreTexts(texts, cells, read, null, BOOTSTRAP)).map(([key, {value}]) => [
      key,
      value,
    ]),
  );

describe('scores of texts', () => {
  test('count types and genes by hand', () => {
    const texts = [
      'A T cell with CD3D and ACTB.',
      'A T cell with CD4.',
      'A B cell or a CD4 T cell: MS4A1, CD3D, ACTB.',
      'No idea.',
    ];
    expect(valuesOf(texts)).toEqual({
      ...{trueType: 0.25, trueAndOtherTypes: 0.25, otherTypes: 0.25, noType: 0.25},
      ...{genesNamed: 6 / 4, inCell: 5 / 6, markers: 3 / 6, repeated: 0, perplexity: null},
    });
  });

  test('have no share of genes where none is named, and see texts that repeat', () => {
    expect(valuesOf(['', '', 'x'])).toEqual({
      ...{trueType: 0, trueAndOtherTypes: 0, otherTypes: 0, noType: 1},
      ...{genesNamed: 0, inCell: null, markers: null, repeated: 2 / 3, perplexity: null},
    });
  });

  test('leave out of a share the cells of which nothing is known', () => {
    const unknown = cell(0, ['ACTB'], []);
    const scores = valuesOf(['CD3D', 'ACTB'], [CELLS[0], unknown]);
    expect(scores).toMatchObject({inCell: 1, markers: 1});
  });

  test('have a perplexity of all tokens together, between the lowest and the highest text', () => {
    const likelihoods = [
      {nats: Math.log(8) * 3, tokens: 3},
      {nats: Math.log(2) * 1, tokens: 1},
    ];
    const {perplexity} = scoreTexts(['a', 'b'], CELLS.slice(0, 2), read, likelihoods, BOOTSTRAP);
    expect(perplexity.value).toBeCloseTo((8 ** 3 * 2) ** (1 / 4), 10);
    expect(perplexity.interval![0]).toBeCloseTo(2, 10);
    expect(perplexity.interval![1]).toBeCloseTo(8, 10);
  });

  test('are shares that sum to 1 inside their intervals, whatever the texts', () => {
    const random = createRandom(8);
    const words = [...TYPES, ...GENES, 'was', '', '.', 'γ'];
    for (let turn = 0; turn < 40; turn++) {
      const cells = Array.from({length: 1 + random.int(9)}, () => CELLS[random.int(CELLS.length)]);
      const texts = cells.map(() =>
        Array.from({length: random.int(5)}, () => words[random.int(words.length)]).join(' '),
      );
      const scores = scoreTexts(texts, cells, read, null, BOOTSTRAP);
      const {trueType, trueAndOtherTypes, otherTypes, noType} = scores;
      const shares = [trueType, trueAndOtherTypes, otherTypes, noType].map(({value}) => value!);
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      for (const {value, interval} of Object.values(scores)) {
        if (value === null) continue;
        expect(interval![0]).toBeLessThanOrEqual(value + 1e-12);
        expect(interval![1]).toBeGreaterThanOrEqual(value - 1e-12);
      }
    }
  });
});
