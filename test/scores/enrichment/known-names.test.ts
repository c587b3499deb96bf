import {describe, expect, test} from '@jest/globals';
import {knownNames} from '../../../shared/scores/enrichment/known-names.ts';
import {testEnrichment} from '../../../shared/scores/enrichment/test-enrichment.ts';
import {narrowSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {randomSets, setsOf} from './toy-sets.ts';

describe('names to be looked up', () => {
  test('the nearest set has the highest cosine, the most enriched the smallest p-value', () => {
    const sets = setsOf(
      {exact: ['A', 'B'], large: ['A', 'B', 'C', 'D', 'E', 'F'], other: ['G', 'H', 'I', 'J']},
      [],
    );
    const tested = narrowSets(sets);
    const {nearest, enriched} = knownNames(tested, sets.placesOf(['A', 'B', 'C']), 5);
    expect(nearest.map(({set}) => tested.titles[set].name)).toEqual(['exact', 'large']);
    expect(nearest[0]).toMatchObject({shared: 2, size: 2});
    expect(nearest[0].cosine).toBeCloseTo(2 / Math.sqrt(3 * 2), 12);
    expect(nearest[1].cosine).toBeCloseTo(3 / Math.sqrt(3 * 6), 12);
    expect(enriched).toHaveLength(2);
    expect(knownNames(tested, sets.placesOf(['A', 'A', 'B']), 1).nearest[0].cosine).toBeCloseTo(1);
    expect(knownNames(tested, [], 3)).toEqual({nearest: [], enriched: []});
  });

  test('enrichment is that of the whole test', () => {
    const random = createRandom(5);
    const tested = narrowSets(randomSets(random, 40, 60));
    const genes = Array.from({length: tested.symbols.length - 1}, (_, i) => i + 1);
    for (let draw = 0; draw < 10; draw++) {
      const list = random.shuffle(genes.slice()).slice(0, 6);
      const whole = testEnrichment(tested, list);
      const {enriched} = knownNames(tested, list, whole.length);
      expect(enriched.map(({set}) => set)).toEqual(whole.map(({set}) => set));
      expect(enriched.map(({log10PValue}) => log10PValue)).toEqual(
        whole.map(({log10PValue}) => log10PValue),
      );
    }
  });
});
