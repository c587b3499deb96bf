import {expect, test} from '@jest/globals';
import {bm25} from '../../shared/text/bm25.ts';

const DOCUMENTS = [['mitotic', 'spindle', 'assembly'], ['spindle'], ['lipid', 'transport'], []];

test('scores by rare words, more of them and shorter documents; by hand from the formula', () => {
  const scores = bm25(DOCUMENTS)(['spindle', 'mitotic', 'spindle', 'unheard']);
  const mean = 6 / 4;
  const idf = (holders: number) => Math.log(1 + (4 - holders + 0.5) / (holders + 0.5));
  const once = (length: number) => 2.2 / (1 + 1.2 * (0.25 + (0.75 * length) / mean));
  expect(scores[0]).toBeCloseTo((idf(2) + idf(1)) * once(3), 12);
  expect(scores[1]).toBeCloseTo(idf(2) * once(1), 12);
  expect([scores[2], scores[3]]).toEqual([0, 0]);
});

test('counts a word as often as a document says it', () => {
  const [once, twice] = bm25([
    ['a', 'b'],
    ['a', 'a'],
  ])(['a']);
  expect(twice).toBeGreaterThan(once);
  expect(bm25([])(['a'])).toEqual(new Float64Array(0));
});
