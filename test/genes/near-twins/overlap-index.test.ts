import {describe, expect, test} from '@jest/globals';
import {clusterNearTwins} from '../../../shared/genes/near-twins/near-twins.ts';
import {OverlapIndex} from '../../../shared/genes/near-twins/overlap-index.ts';
import {visitNearTwins} from '../../../shared/genes/near-twins/visit-near-twins.ts';
import {type GeneSetTable, genesOf, setSize} from '../../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {sets} from '../sets.ts';

function randomSets(seed: number, count: number): GeneSetTable {
  const random = createRandom(seed);
  const texts = Array.from({length: count}, () => {
    const genes = Array.from({length: 3 + random.int(12)}, () => `G${random.int(40)}`);
    return [...new Set(genes)].join(' ');
  });
  return sets(...texts);
}

const overlapOf = (table: GeneSetTable, a: number, b: number) =>
  genesOf(table, a).filter(gene => genesOf(table, b).includes(gene)).length;

describe('OverlapIndex', () => {
  test('counts genes in common with every indexed set, as comparing all pairs does', () => {
    const table = randomSets(1, 60);
    const few = [7, 3, 41, 8];
    const index = new OverlapIndex(table, few);
    for (let row = 0; row < 60; row++) {
      const found = new Map<number, number>();
      index.visitOverlaps(genesOf(table, row), (place, overlap) => found.set(place, overlap));
      const expected = few.map((other, place) => [place, overlapOf(table, row, other)] as const);
      expect([...found].sort(([a], [b]) => a - b)).toEqual(
        expected.filter(([, overlap]) => overlap > 0),
      );
    }
  });

  test('keeps to the places asked for', () => {
    const table = randomSets(4, 60);
    const few = Array.from({length: 30}, (_, place) => 2 * place);
    const index = new OverlapIndex(table, few);
    const own = genesOf(table, 1);
    const found: number[] = [];
    index.visitOverlaps(own, place => found.push(place), 7, 19);
    const expected = few.map((row, place) => (overlapOf(table, 1, row) > 0 ? place : -1));
    expect(found.sort((a, b) => a - b)).toEqual(expected.filter(p => p >= 7 && p < 19));
    expect(found.length).toBeGreaterThan(3);
  });

  test('passes over genes that the table does not know', () => {
    const index = new OverlapIndex(sets('A B', 'B C'), [1]);
    const found: number[][] = [];
    index.visitOverlaps(Int32Array.of(-1, 1, -1), (place, overlap) => found.push([place, overlap]));
    expect(found).toEqual([[0, 1]]);
  });
});

describe('visitNearTwins', () => {
  test.each([
    {minJaccard: 0.5, minContainment: 0.8, minSizeRatio: 0.5},
    {minJaccard: 0.2, minContainment: 1, minSizeRatio: 1},
  ])('finds just the pairs of the definition (%o)', criteria => {
    const table = randomSets(2, 300);
    const few = Array.from({length: 60}, (_, i) => i * 3);
    const many = Array.from(table.setIds.keys()).filter(row => !few.includes(row));
    const found: string[] = [];
    const clusterOf = clusterNearTwins(table, criteria);
    visitNearTwins(table, {heldOut: few, others: many}, {clusterOf, criteria}, (a, b) =>
      found.push(`${a} ${b}`),
    );
    const expected = few.flatMap(a =>
      many.flatMap(b => {
        const overlap = overlapOf(table, a, b);
        const [small, large] = [setSize(table, a), setSize(table, b)].sort((x, y) => x - y);
        const byJaccard = overlap / (small + large - overlap) >= criteria.minJaccard;
        const byContainment =
          overlap / small >= criteria.minContainment && small / large >= criteria.minSizeRatio;
        return byJaccard || byContainment ? [`${a} ${b}`] : [];
      }),
    );
    expect(expected.length).toBeGreaterThan(5);
    expect(found.sort()).toEqual(expected.sort());
  });
});
