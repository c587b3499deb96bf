// Cell sentences: order by expression, and ties that depend on seed and cell alone.
import {describe, expect, test} from '@jest/globals';
import {mix32, unmix32} from '../../../shared/cells/sentences/mix32.ts';
import {rankGenes} from '../../../shared/cells/sentences/rank-genes.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {batchOf, randomRows} from '../matrices.ts';

const ALL = {topGenes: null, seed: 1};

function sentences(rows: number[][], options = ALL as {topGenes: number | null; seed: number}) {
  const {offsets, genes} = rankGenes(batchOf(rows), options);
  return rows.map((_, row) => Array.from(genes.subarray(offsets[row], offsets[row + 1])));
}

describe('rankGenes', () => {
  test('lists the expressed genes of each cell once, never a lower one before a higher one', () => {
    const rows = randomRows(200, 60, 3);
    sentences(rows).forEach((sentence, cell) => {
      const expressed = rows[cell].flatMap((value, gene) => (value > 0 ? [gene] : []));
      expect([...sentence].sort((a, b) => a - b)).toEqual(expressed);
      const values = sentence.map(gene => rows[cell][gene]);
      expect(values).toEqual([...values].sort((a, b) => b - a));
    });
  });

  test('ranks fractions and large values by their size', () => {
    expect(sentences([[0.5, 3e7, 0.25, 0, 1e-20, 0.500001]])).toEqual([[1, 5, 0, 2, 4]]);
  });

  test('gives a cell the same sentence in whatever batch it comes', () => {
    const rows = randomRows(50, 80, 4);
    const whole = sentences(rows);
    rows.forEach((row, cell) => {
      const alone = rankGenes(batchOf([row], cell), ALL);
      expect(Array.from(alone.genes)).toEqual(whole[cell]);
    });
  });

  test('keeps the highest genes with topGenes, the same as the start of the whole sentence', () => {
    const rows = randomRows(30, 40, 5);
    const whole = sentences(rows);
    expect(sentences(rows, {topGenes: 7, seed: 1})).toEqual(whole.map(each => each.slice(0, 7)));
  });

  test('orders ties by chance: every gene is equally often in front, and another seed orders anew', () => {
    const rows = Array.from({length: 4000}, () => [1, 1, 1, 1]);
    const first = [0, 0, 0, 0];
    for (const [gene] of sentences(rows)) first[gene]++;
    // 1,000 expected each, standard deviation 27: five of them.
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(140);
    const other = sentences(rows, {topGenes: null, seed: 2});
    const same = sentences(rows).filter((each, i) => each.join() === other[i].join()).length;
    // 24 orders: 167 agree by chance.
    expect(Math.abs(same - 4000 / 24)).toBeLessThan(70);
  });

  test('mix32 and unmix32 undo each other', () => {
    const random = createRandom(9);
    for (let i = 0; i < 5000; i++) {
      const word = random.int(2 ** 32);
      expect(unmix32(mix32(word))).toBe(word);
      expect(mix32(unmix32(word))).toBe(word);
    }
  });
});
