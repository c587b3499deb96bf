// What is said of a list by its nearest set: what became of test sets as near, or an advice where none was.
import {expect, test} from '@jest/globals';
import {judgeLikeness} from '../../../../web/state/words/judge-likeness.ts';

const NEARNESS = [
  {from: 0.1, upTo: 0.3, sets: 10, recallAt50: 0.4, rightOfFirst10: 5},
  {from: 0.35, upTo: 0.7, sets: 20, recallAt50: 0.6, rightOfFirst10: 4.25},
];

test.each([
  [0.1, /^In 10 test sets as near as this list, which were known in part, about 5 of the first 10/],
  [0.3, /^In 10 test sets/],
  [0.32, /^In 20 test sets/],
  [0.7, /^In 20 test sets .* held about 60 %/],
  [0.71, /^Lists as near to a known set are completed well/],
  [0.9, /^Most suggestions come from it and from sets like it/],
  [0.05, /^Trust the suggestions little/],
])('likeness %f', (likeness, trust) => {
  expect(judgeLikeness(likeness, NEARNESS).trust).toMatch(trust);
  expect(judgeLikeness(likeness).trust).not.toMatch(/test sets/);
});
