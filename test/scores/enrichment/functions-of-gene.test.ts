import {expect, test} from '@jest/globals';
import {cosinesWith, setsByLikeness} from '../../../shared/scores/enrichment/functions-of-gene.ts';
import {narrowSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {setsOf} from './toy-sets.ts';

const letters = (text: string) => [...text];
const sets = setsOf(
  {
    own: letters('gabc'),
    wide: letters('gabmnopqrstuvw'),
    like: letters('abcx'),
    unlike: letters('cxyz'),
    foreign: letters('hij'),
  },
  ['lonely'],
);
const tested = narrowSets(sets);
const [g, a, c, lonely] = sets.placesOf(['g', 'a', 'c', 'lonely']);

test('companions of a gene have the cosine of their sets', () => {
  const cosines = cosinesWith(tested, g);
  expect(cosines.get(a)).toBeCloseTo(2 / Math.sqrt(2 * 3), 12);
  expect(cosines.get(c)).toBeCloseTo(1 / Math.sqrt(2 * 3), 12);
  expect(cosines.has(g)).toBe(false);
});

test('known sets and candidates stand by the likeness of their members', () => {
  const {known, candidates} = setsByLikeness(tested, g, cosinesWith(tested, g));
  const names = (places: number[]) => places.map(set => tested.titles[set].name);
  expect(new Set(names(known))).toEqual(new Set(['own', 'wide']));
  expect(names(candidates)).toEqual(['like', 'unlike']);
});

test('a gene of no set has no functions', () => {
  expect(setsByLikeness(tested, lonely, cosinesWith(tested, lonely))).toEqual({
    known: [],
    candidates: [],
  });
});
