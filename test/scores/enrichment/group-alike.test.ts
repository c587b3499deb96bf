import {describe, expect, test} from '@jest/globals';
import {
  ALIKE,
  combinedCoefficient,
  groupAlike,
} from '../../../shared/scores/enrichment/group-alike.ts';
import {genesOf, narrowSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {randomSets, setsOf} from './toy-sets.ts';

const letters = (text: string) => [...text];

describe('groups of alike sets', () => {
  test('the better set represents those like it, and what is like a folded one only stands alone', () => {
    const sets = setsOf({
      first: letters('abcdef'),
      second: letters('abcdeg'),
      third: letters('mnopqr'),
      part: letters('abc'),
      beside: letters('gxyz'),
    });
    expect(groupAlike(narrowSets(sets), [0, 1, 2, 3, 4])).toEqual([[0, 1, 3], [2], [4]]);
    expect(groupAlike(narrowSets(sets), [3, 2, 1])).toEqual([[3, 1], [2]]);
    expect(groupAlike(narrowSets(sets), [0, 1, 2, 3, 4], 1)).toEqual([[0, 1, 3]]);
  });

  test('the coefficient is the mean of Jaccard and overlap', () => {
    expect(combinedCoefficient(3, 6, 3)).toBeCloseTo((3 / 6 + 1) / 2, 12);
    expect(combinedCoefficient(0, 6, 3)).toBe(0);
    expect(combinedCoefficient(5, 5, 5)).toBe(1);
  });

  test.each(Array.from({length: 20}, (_, seed) => seed))(
    'each set is in one group, below the first that is like it: %i',
    seed => {
      const random = createRandom(seed);
      const tested = narrowSets(randomSets(random, 40, 30 + random.int(60)));
      const order = Array.from(
        random.shuffle(Int32Array.from(tested.titles.keys())).slice(0, 5 + random.int(35)),
      );
      const groups = groupAlike(tested, order);
      expect(groups.flat().sort((a, b) => a - b)).toEqual([...order].sort((a, b) => a - b));
      const heads = groups.map(([head]) => head);
      for (const [i, [head, ...folded]] of groups.entries()) {
        for (const set of folded) {
          expect(likeness(head, set)).toBeGreaterThanOrEqual(ALIKE);
          for (const earlier of heads.slice(0, i))
            expect(likeness(earlier, set)).toBeLessThan(ALIKE);
        }
      }
      function likeness(a: number, b: number): number {
        const [one, other] = [new Set(genesOf(tested, a)), genesOf(tested, b)];
        const shared = other.filter(gene => one.has(gene)).length;
        return combinedCoefficient(shared, one.size, other.length);
      }
    },
  );
});
