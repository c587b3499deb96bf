import {describe, expect, test} from '@jest/globals';
import {BlockFolder} from '../../../shared/cells/import/fold-block.ts';
import {mapFeatures} from '../../../shared/cells/import/map-features.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {entriesOf} from '../matrices.ts';
import {features, resolver} from './toy-features.ts';

describe('BlockFolder', () => {
  const block = {
    firstCell: 3,
    offsets: Int32Array.of(0, 5, 5, 8),
    features: Int32Array.of(6, 3, 2, 1, 0, 5, 2, 4),
    values: Float32Array.of(1, 2, 3, 4, 5, 0, 6, 7),
  };

  test('sums features of one gene, drops zeros and dropped features, sorts genes', () => {
    const folded = new BlockFolder(mapFeatures(features, resolver, 'drop'), 'counts').fold(block);
    expect(folded.firstCell).toBe(3);
    expect(entriesOf(folded)).toEqual([
      [
        [0, 8],
        [1, 2],
        [2, 1],
      ],
      [],
      [[0, 13]],
    ]);
  });

  test('adds logarithms as the expression behind them', () => {
    const logs = {...block, values: block.values.map(value => Math.log(1 + value))};
    const map = mapFeatures(features, resolver, 'drop');
    const folded = new BlockFolder(map, 'log-normalized', Math.log10(Math.E)).fold(logs);
    const [first, , third] = entriesOf(folded);
    expect(first[0][1]).toBeCloseTo(Math.log10(9), 6);
    expect(third[0][1]).toBeCloseTo(Math.log10(14), 6);
  });

  test.each([1, 2, 3, 4])('folds blocks at random as a sum a gene does, seed %d', seed => {
    const random = createRandom(seed);
    const genes = 1 + random.int(100);
    const geneOf = Int32Array.from({length: 150}, () => random.int(genes + 1) - 1);
    const symbols = Array.from({length: genes}, String);
    const folder = new BlockFolder({geneOf, symbols}, 'counts');
    for (let firstCell = 0; firstCell < 60; firstCell += 20) {
      const cells = Array.from({length: 20}, () => {
        const features = Array.from({length: random.int(40)}, () => random.int(geneOf.length));
        // Some cells as files have them: features ascend, each once.
        return random.int(2) ? features : [...new Set(features)].sort((a, b) => a - b);
      });
      const features = Int32Array.from(cells.flat());
      const values = Float32Array.from(features, () => random.int(4));
      const ends = cells.map((_, cell) => cells.slice(0, cell + 1).flat().length);
      const offsets = Int32Array.of(0, ...ends);
      const folded = folder.fold({firstCell, offsets, features, values});
      expect(entriesOf(folded)).toEqual(
        cells.map((_, cell) => {
          const sums = new Map<number, number>();
          for (let i = offsets[cell]; i < offsets[cell + 1]; i++) {
            const gene = geneOf[features[i]];
            if (gene >= 0 && values[i]) sums.set(gene, (sums.get(gene) ?? 0) + values[i]);
          }
          return [...sums].sort(([a], [b]) => a - b);
        }),
      );
    }
  });
});
