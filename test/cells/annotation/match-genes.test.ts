import {describe, expect, test} from '@jest/globals';
import {
  geneShares,
  matchGenes,
  toKnownGenes,
} from '../../../shared/cells/annotation/match-genes.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {denseRow, fromRows} from '../../../shared/stats/sparse-rows.ts';
import {batchOf, randomRows} from '../matrices.ts';

const known = ['A', 'B', 'C', 'D'];
const shares = [0.4, 0.3, 0.2, 0.1];

describe('genes of another file', () => {
  test('are found by symbol, wherever they stand, and what is missing is counted', () => {
    const match = matchGenes(['D', 'X', 'A'], known, shares);
    expect(match).toEqual({
      columnOf: Int32Array.of(3, -1, 0),
      present: Uint8Array.of(1, 0, 0, 1),
      ...{shared: 2, shareOfExpression: 0.5},
    });
    const cells = toKnownGenes(
      batchOf([
        [1, 50, 3],
        [0, 9, 0],
      ]),
      'counts',
      match,
      100,
    );
    const logs = [37.5, 0, 0, 12.5].map(x => Math.log10(1 + x));
    expect(Array.from(denseRow(cells, 0))).toEqual(logs.map(x => expect.closeTo(x, 6)));
    // A cell that has none of the genes stays empty.
    expect(Array.from(denseRow(cells, 1))).toEqual([0, 0, 0, 0]);
  });

  test('of log-normalized values are left as they are', () => {
    const match = matchGenes(known, known, shares);
    const cells = toKnownGenes(batchOf([[0.5, 0, 2, 1]]), 'log-normalized', match, 100);
    expect(Array.from(denseRow(cells, 0))).toEqual([0.5, 0, 2, 1]);
  });

  test('in any order give the same cells, at random', () => {
    const random = createRandom(5);
    for (let seed = 0; seed < 20; seed++) {
      const rows = randomRows(3, 4, seed);
      const order = random.shuffle([0, 1, 2, 3]);
      const shuffled = rows.map(row => order.map(gene => row[gene]));
      const names = order.map(gene => known[gene]);
      const plain = toKnownGenes(batchOf(rows), 'counts', matchGenes(known, known, shares), 1e4);
      const other = toKnownGenes(
        batchOf(shuffled),
        'counts',
        matchGenes(names, known, shares),
        1e4,
      );
      expect(other).toEqual(plain);
    }
  });
});

test('shares of expression are means over cells, whatever a cell sums to', () => {
  const logs = (values: number[]) => values.map(x => Math.log10(1 + x));
  const cells = fromRows(
    [
      {columns: [0, 1], values: logs([30, 10])},
      {columns: [1], values: logs([500])},
    ],
    3,
  );
  expect(Array.from(geneShares(cells))).toEqual([0.375, 0.625, 0].map(x => expect.closeTo(x, 10)));
});
