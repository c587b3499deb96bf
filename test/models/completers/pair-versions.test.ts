import {expect, test} from '@jest/globals';
import {pairVersions} from '../../../shared/models/completers/pair-versions.ts';
import type {TestSet} from '../../../shared/models/completers/part-sets.ts';

const set = (name: string, ...genes: string[]): TestSet => ({
  ...{setId: 1, library: 'toy', name, genes},
});

test('pairs by accession number before the words of the name; old genes come first, lost ones too', () => {
  const {sets} = pairVersions(
    [set('spindle assembly (GO:0090307)', 'B', 'C', 'A')],
    [
      set('mitotic spindle assembly (GO:0090307)', 'A', 'LOST'),
      set('spindle assembly (GO:0051225)', 'Z'),
    ],
  );
  expect(sets).toHaveLength(1);
  expect(sets[0].name).toBe('spindle assembly (GO:0090307)');
  expect([sets[0].genes, sets[0].oldGenes]).toEqual([['A', 'LOST', 'B', 'C'], 2]);
});

test('pairs by the words of a name where one of the two has no accession number', () => {
  const {sets} = pairVersions([set('Apoptosis WP254', 'A', 'B')], [set('APOPTOSIS', 'A')]);
  expect(sets.map(({genes}) => genes)).toEqual([['A', 'B']]);
});

test('counts sets without an older version, and with several', () => {
  const older = [set('cell cycle', 'A'), set('Cell_cycle', 'B')];
  const found = pairVersions([set('cell cycle', 'C'), set('autophagy', 'C'), set('', 'C')], older);
  expect(found).toEqual({sets: [], unmatched: 2, ambiguous: 1});
});
