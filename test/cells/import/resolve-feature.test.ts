import {expect, test} from '@jest/globals';
import {mapFeatures} from '../../../shared/cells/import/map-features.ts';
import {requireOneSpecies} from '../../../shared/cells/import/species.ts';
import {resolver} from './toy-features.ts';

const BBB = 'ENSG00000000002';
const map = (features: [string, string | null][]) =>
  mapFeatures(
    features.map(([name, id]) => ({name, id})),
    resolver,
    'drop',
  );

test('the id decides where name and id are two genes', () => {
  const {symbols, conflicts} = map([
    ['AAA', BBB],
    ['BBB', BBB],
  ]);
  expect([symbols, conflicts]).toEqual([['BBB'], 1]);
});

test('marks of missing names and numbers of rows are no genes, but for their id', () => {
  const {symbols, geneOf} = map([
    ['nan', null],
    ['nan-1', BBB],
    ['3', null],
    ['AAA', null],
  ]);
  expect([symbols, Array.from(geneOf)]).toEqual([
    ['BBB', 'AAA'],
    [-1, 0, -1, 1],
  ]);
});

test('a genome before human names is left out; a name in another case joins no exact one', () => {
  const {symbols, otherCase} = map([
    ['GRCh38_AAA', null],
    ['hg19_BBB', null],
    ['Aaa', null],
  ]);
  expect([symbols, otherCase]).toEqual([['AAA', 'BBB'], 1]);
});

test.each([
  ['names', [...'abcdefgh'].map(letter => `Gene${letter}`)],
  ['genomes', [...'abcdefgh'].map(letter => `mm10___Gene${letter}`)],
])('two species are refused by %s', (_, others) => {
  const features = ['AAA', 'BBB', ...others].map(name => ({name, id: null}));
  const found = mapFeatures(features, resolver, 'drop');
  expect(() => requireOneSpecies('f.h5ad', features, found)).toThrow(
    /f\.h5ad: found genes of two species in one matrix: 2 human \(AAA, BBB\) and 8 of another/,
  );
  const few = Array.from({length: 100}, () => ({name: 'AAA', id: null}));
  const mostly = [...few, ...features.slice(2)];
  requireOneSpecies('f.h5ad', mostly, mapFeatures(mostly, resolver, 'drop'));
});
