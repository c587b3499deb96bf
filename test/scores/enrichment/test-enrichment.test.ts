// Over-representation equals scipy's and gseapy's, and holds its properties on random sets.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {testEnrichment} from '../../../shared/scores/enrichment/test-enrichment.ts';
import {genesOf, narrowSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {randomSets, setsOf} from './toy-sets.ts';

interface Golden {
  sets: Record<string, string[]>;
  cases: {
    name: string;
    given: string[];
    background: string[] | null;
    padding: number;
    drawn: number;
    universe: number;
    rows: Record<string, Record<'overlap' | 'size' | GoldenValue, number>>;
  }[];
}
type GoldenValue = 'fisher' | 'hypergeometric' | 'gseapyP' | 'gseapyQ';

const golden: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../golden/enrichment.json'), 'utf8'),
);

describe('equals scipy and gseapy', () => {
  test.each(golden.cases)('$name', ({given, background, padding, drawn, universe, rows}) => {
    const beyond = Array.from({length: padding}, (_, i) => `X${i}`);
    const sets = setsOf(golden.sets, [...given, ...beyond]);
    const tested = narrowSets(
      sets,
      background ? {background: sets.placesOf([...background, ...beyond])} : {},
    );
    expect(tested.backgroundSize).toBe(universe);
    const found = testEnrichment(tested, sets.placesOf(given));
    expect(found.map(({set}) => tested.titles[set].name).sort()).toEqual(Object.keys(rows).sort());
    for (const row of found) {
      const expected = rows[tested.titles[row.set].name];
      expect([row.shared.length, row.size]).toEqual([expected.overlap, expected.size]);
      expectClose(row.pValue, expected.fisher);
      expectClose(row.pValue, expected.hypergeometric);
      expectClose(row.pValue, expected.gseapyP);
      expectClose(row.qValue, expected.gseapyQ);
      expectClose(row.fold, (expected.overlap / drawn) * (universe / expected.size));
    }
  });
});

function expectClose(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-10 * expected);
}

describe('on random sets', () => {
  const seeds = Array.from({length: 20}, (_, seed) => seed);

  function draw(seed: number) {
    const random = createRandom(seed);
    const genes = 40 + random.int(300);
    const sets = randomSets(random, 5 + random.int(80), genes);
    const all = random.shuffle(Int32Array.from({length: genes}, (_, i) => i + 1));
    return {random, genes, sets, given: all.slice(0, 1 + random.int(30))};
  }

  test.each(seeds)('p falls with the overlap and rises with the size of the set: %i', seed => {
    const {sets, given} = draw(seed);
    const found = testEnrichment(narrowSets(sets), given);
    for (const a of found) {
      expect(a.pValue).toBeGreaterThan(0);
      expect(a.pValue).toBeLessThanOrEqual(a.qValue * (1 + 1e-12));
      expect(a.popularityPValue).toBeLessThanOrEqual(a.popularityQValue * (1 + 1e-12));
      for (const b of found) {
        const isWeaker = a.shared.length <= b.shared.length && a.size >= b.size;
        if (isWeaker) expect(a.pValue).toBeGreaterThanOrEqual(b.pValue * (1 - 1e-9));
      }
    }
    const values = found.map(({pValue}) => pValue);
    expect(values).toEqual([...values].sort((x, y) => x - y));
    const qValues = found.map(({qValue}) => qValue);
    expect(qValues).toEqual([...qValues].sort((x, y) => x - y));
  });

  test.each(seeds)('only the background counts, of sets and of the list: %i', seed => {
    const {random, genes, sets, given} = draw(seed);
    const background = new Set(
      Array.from({length: genes}, (_, i) => i + 1).filter(() => random.next() < 0.6),
    );
    const tested = narrowSets(sets, {background});
    expect(tested.backgroundSize).toBe(background.size);
    for (const gene of tested.genes) expect(background.has(gene)).toBe(true);
    const found = testEnrichment(tested, given);
    const inside = given.filter(gene => background.has(gene));
    expect(testEnrichment(tested, inside)).toEqual(found);
    for (const {set, shared} of found) {
      const members = new Set(genesOf(tested, set));
      expect(shared).toEqual(Array.from(inside).filter(gene => members.has(gene)));
    }
  });

  test.each(seeds)('a library alone is tested as if it were all there is: %i', seed => {
    const {sets, given} = draw(seed);
    const tested = narrowSets(sets, {libraries: new Set(['odd'])});
    const names = tested.titles.map(({library}) => library);
    expect(new Set(names)).toEqual(new Set(['odd']));
    expect(tested.backgroundSize).toBe(new Set(tested.genes).size);
    const found = testEnrichment(tested, given);
    expect(found.every(({shared}) => shared.length > 0)).toBe(true);
  });

  test('where all genes are as popular, popularity changes nothing', () => {
    const lists = Object.fromEntries(
      Array.from({length: 10}, (_, s) => [
        `S${s}`,
        Array.from({length: 12}, (_, i) => `G${s * 12 + i}`),
      ]),
    );
    const sets = setsOf(lists);
    const found = testEnrichment(narrowSets(sets), sets.placesOf(['G1', 'G2', 'G3', 'G40', 'G41']));
    expect(found.map(({shared}) => shared.length)).toEqual([3, 2]);
    for (const {pValue, popularityPValue} of found) expectClose(popularityPValue, pValue);
  });

  test('a list of popular genes is less surprising by popularity', () => {
    const random = createRandom(3);
    const popular = Array.from({length: 60}, (_, i) => `P${i}`);
    const lists = Object.fromEntries(
      Array.from({length: 60}, (_, s) => [
        `S${s}`,
        [
          ...random
            .shuffle(Int32Array.from(popular.keys()))
            .slice(0, 30)
            .map(i => i),
        ]
          .map(i => popular[i])
          .concat(Array.from({length: 10}, (_, i) => `R${s * 10 + i}`)),
      ]),
    );
    const sets = setsOf(lists);
    const [best] = testEnrichment(narrowSets(sets), sets.placesOf(popular.slice(0, 10)));
    expect(best.popularityPValue).toBeGreaterThan(10 * best.pValue);
  });

  test('a list without a gene of the background tests nothing', () => {
    const sets = setsOf({A: ['G1', 'G2']}, ['X']);
    expect(testEnrichment(narrowSets(sets), sets.placesOf(['X']))).toEqual([]);
  });
});
