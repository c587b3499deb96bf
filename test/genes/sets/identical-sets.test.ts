import {expect, test} from '@jest/globals';
import {genesOf} from '../../../shared/genes/sets/gene-set-table.ts';
import {firstOfEachContent} from '../../../shared/genes/sets/identical-sets.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {sets} from '../sets.ts';

test('keeps the first of sets with the same genes in any order, as comparing their texts does', () => {
  const random = createRandom(5);
  const table = sets(
    ...Array.from({length: 2000}, () => {
      const genes = Array.from({length: 1 + random.int(4)}, () => `G${random.int(9)}`);
      return [...new Set(genes)].join(' ');
    }),
  );
  const seen = new Set<string>();
  const expected = Array.from(table.setIds.keys()).filter(row => {
    const content = String(Array.from(genesOf(table, row)).sort((a, b) => a - b));
    return !seen.has(content) && seen.add(content);
  });
  expect(expected.length).toBeLessThan(1000);
  expect(Array.from(firstOfEachContent(table))).toEqual(expected);
});

test('looks at the rows asked for alone', () => {
  const table = sets('A B', 'B A', 'C', 'B A', 'C');
  expect(Array.from(firstOfEachContent(table, Int32Array.of(1, 3, 4)))).toEqual([1, 4]);
});
