import {expect, test} from '@jest/globals';
import {describeEnrichment, log10Q} from '../../../shared/scores/enrichment/describe-enrichment.ts';
import {narrowSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {setsOf} from './toy-sets.ts';

const letters = (text: string) => [...text];
const sets = setsOf({
  near: letters('abcd'),
  nearer: letters('abc'),
  ahead: letters('pqrs'),
  far: letters('wxyz'),
});
const tested = narrowSets(sets);
const given = sets.placesOf(letters('abd'));
const added = sets.placesOf(letters('pqr'));

test('names sets and genes, and folds alike sets', () => {
  const {groups, drawn, ...found} = describeEnrichment(tested, given, [], {most: 5, fold: true});
  expect([drawn, found.tested]).toEqual([3, 2]);
  expect(groups.map(group => group.map(({name, shared, rank}) => [name, shared, rank]))).toEqual([
    [
      ['near', ['a', 'b', 'd'], 1],
      ['nearer', ['a', 'b'], 2],
    ],
  ]);
  const unfolded = describeEnrichment(tested, given, [], {most: 1, fold: false});
  expect(unfolded.groups.map(group => group.map(({name}) => name))).toEqual([['near']]);
});

test('a completed list leads to sets that no given gene is in, and they carry no p-value', () => {
  const {completed, completedDrawn, groups} = describeEnrichment(tested, given, added, {
    most: 5,
    fold: false,
  });
  expect(completedDrawn).toBe(6);
  expect(completed.flat().map(({name, testedRank}) => [name, testedRank])).toEqual([
    ['near', 1],
    ['ahead', null],
    ['nearer', 2],
  ]);
  expect(completed[1][0]).toEqual({
    ...{library: 'toy', name: 'ahead', rank: 2, testedRank: null, size: 4},
    ...{given: [], added: ['p', 'q', 'r'], fold: (3 / 6) * (12 / 4)},
  });
  expect(groups.flat().map(({name}) => name)).toEqual(['near', 'nearer']);
});

test('a q-value that underflows keeps its power of ten', () => {
  const [[set]] = describeEnrichment(tested, given, [], {most: 1, fold: false}).groups;
  expect(log10Q(set)).toBeCloseTo(Math.log10(set.qValue), 12);
  expect(log10Q({...set, pValue: 0, qValue: 0, log10PValue: -400})).toBe(-400);
});
