import {describe, expect, test} from '@jest/globals';
import {mapFeatures} from '../../../shared/cells/import/map-features.ts';
import {features, resolver} from './toy-features.ts';

describe('mapFeatures', () => {
  test('joins former symbols, unique endings and ids with the approved gene; drops the unknown', () => {
    const map = mapFeatures(features, resolver, 'drop');
    expect(map.symbols).toEqual(['AAA', 'BBB', 'MT-ND1']);
    expect(Array.from(map.geneOf)).toEqual([0, -1, 0, 1, 0, 1, 2]);
    expect(map.merged).toBe(3);
    expect(map.steps).toMatchObject({approved: 4, previous: 1, ensembl: 1, unknown: 1});
  });

  test('keeps the unknown under its name when told to', () => {
    const map = mapFeatures(features, resolver, 'keep');
    expect(map.symbols).toEqual(['AAA', 'LOST', 'BBB', 'MT-ND1']);
  });
});
