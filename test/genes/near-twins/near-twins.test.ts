import {describe, expect, test} from '@jest/globals';
import {clusterNearTwins} from '../../../shared/genes/near-twins/near-twins.ts';
import {areNearTwins, type TwinCriteria} from '../../../shared/genes/near-twins/twin-criteria.ts';
import {UnionFind} from '../../../shared/genes/near-twins/union-find.ts';
import {type GeneSetTable, genesOf, setSize} from '../../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {sets} from '../sets.ts';

const criteria: TwinCriteria = {minJaccard: 0.5, minContainment: 0.8, minSizeRatio: 0.5};

describe('areNearTwins', () => {
  test.each([
    [4, 4, 3, true, 'Jaccard 3/5'],
    [6, 6, 4, true, 'Jaccard 4/8, just enough'],
    [6, 6, 3, false, 'Jaccard 3/9'],
    [5, 10, 4, true, 'contained 4/5, half the size (Jaccard 4/11)'],
    [5, 10, 3, false, 'contained 3/5'],
    [5, 11, 5, false, 'contained whole, but less than half the size'],
    [5, 10, 5, true, 'contained whole, half the size'],
  ])('sizes %i and %i, %i in common: %p (%s)', (a, b, overlap, expected) => {
    expect(areNearTwins(a, b, overlap, criteria)).toBe(expected);
    expect(areNearTwins(b, a, overlap, criteria)).toBe(expected);
  });
});

/** Clusters by comparing all pairs, straight from the definition. */
function clusterByDefinition(
  table: GeneSetTable,
  {minJaccard, minContainment, minSizeRatio}: TwinCriteria,
) {
  const count = table.setIds.length;
  const clusters = new UnionFind(count);
  const genes = Array.from(table.setIds, (_, row) => new Set(genesOf(table, row)));
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      const overlap = [...genes[a]].filter(gene => genes[b].has(gene)).length;
      const [small, large] = [setSize(table, a), setSize(table, b)].sort((x, y) => x - y);
      const union = small + large - overlap;
      const byJaccard = overlap >= minJaccard * union - 1e-9;
      const byContainment =
        overlap >= minContainment * small - 1e-9 && small >= minSizeRatio * large - 1e-9;
      if (overlap > 0 && (byJaccard || byContainment)) clusters.join(a, b);
    }
  }
  return clusters.labels();
}

/** Families of sets that lose and gain genes, so that overlaps of all degrees occur. */
function randomSets(seed: number, count: number): GeneSetTable {
  const random = createRandom(seed);
  const texts: string[] = [];
  while (texts.length < count) {
    const base = Array.from(
      {length: 5 + random.int(30)},
      () => `G${Math.floor(150 * random.next() ** 2)}`,
    );
    for (let child = random.int(5); child >= 0; child--) {
      const kept = base.filter(() => random.next() < 0.8);
      const added = Array.from({length: random.int(8)}, () => `G${random.int(150)}`);
      texts.push([...new Set([...kept, ...added, 'G1'])].join(' '));
    }
  }
  return sets(...texts);
}

describe('clusterNearTwins', () => {
  test('links sets directly and over others', () => {
    const table = sets('A B C D', 'A B C E', 'B C E F', 'X Y Z', 'A B C D E F G H I J');
    expect(Array.from(clusterNearTwins(table, criteria))).toEqual([0, 0, 0, 1, 2]);
  });

  test.each([
    [1, criteria],
    [2, {minJaccard: 0.3, minContainment: 0.6, minSizeRatio: 0.4}],
    [3, {minJaccard: 1, minContainment: 1, minSizeRatio: 1}],
    [4, {minJaccard: 0.7, minContainment: 0.9, minSizeRatio: 0.2}],
    [5, {minJaccard: 0.05, minContainment: 0.3, minSizeRatio: 0.9}],
  ])('finds just the clusters of the definition (random sets %i)', (seed, chosen) => {
    const table = randomSets(seed, 300);
    const expected = clusterByDefinition(table, chosen);
    expect(new Set(expected).size).toBeGreaterThan(seed === 5 ? 0 : 1);
    expect(clusterNearTwins(table, chosen)).toEqual(expected);
  });

  test('tells how far it is', () => {
    const seen: number[] = [];
    clusterNearTwins(randomSets(1, 50), criteria, done => seen.push(done));
    expect(seen.at(-1)).toBeGreaterThanOrEqual(50);
  });
});

describe('UnionFind', () => {
  test('numbers sets in order of their first elements', () => {
    const unions = new UnionFind(5);
    unions.join(4, 1);
    unions.join(1, 3);
    unions.join(3, 4);
    expect(Array.from(unions.labels())).toEqual([0, 1, 2, 1, 1]);
  });
});
