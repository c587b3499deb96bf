import {expect, test} from '@jest/globals';
import {joinNamesakes} from '../../../shared/genes/near-twins/namesakes.ts';
import {sets} from '../sets.ts';

const table = {
  ...sets('A B C', 'C D E', 'X Y Z', 'F G', 'H I', 'A F'),
  names: [
    'base-excision repair (GO:0006284)',
    'Base excision repair (WP4752)',
    'Repair, base excision',
    'mitosis',
    'meiosis',
    '',
  ],
};

test('sets of one name in other words of the same are one cluster where they share genes', () => {
  // The first two share one of five genes, the third none with either.
  const alone = Int32Array.from([0, 1, 2, 3, 4, 5]);
  expect(Array.from(joinNamesakes(table, alone, 0.2))).toEqual([0, 0, 1, 2, 3, 4]);
  expect(Array.from(joinNamesakes(table, alone, 0.21))).toEqual([0, 1, 2, 3, 4, 5]);
});

test('whole clusters are joined, and keep together what was', () => {
  const clusterOf = Int32Array.from([0, 1, 2, 0, 1, 2]);
  expect(Array.from(joinNamesakes(table, clusterOf, 0.2))).toEqual([0, 0, 1, 0, 0, 1]);
});

test('a name of many sets is no name of a term', () => {
  const many = sets(...Array.from({length: 51}, () => 'A B'));
  const up = {...many, names: many.names.map(() => 'up')};
  expect(new Set(joinNamesakes(up, Int32Array.from(up.names.keys()), 0.1)).size).toBe(51);
  const few = sets('A B', 'A B');
  expect(
    Array.from(joinNamesakes({...few, names: ['up', 'up']}, Int32Array.of(0, 1), 0.1)),
  ).toEqual([0, 0]);
});
