import {describe, expect, test} from '@jest/globals';
import {BlockFolder} from '../../../shared/cells/import/fold-block.ts';
import {mapFeatures} from '../../../shared/cells/import/map-features.ts';
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
});
