import {describe, expect, test} from '@jest/globals';
import {createRandom, type Random} from '../../shared/stats/random.ts';
import {ranksOf, topIndices} from '../../shared/stats/score-order.ts';

/** All candidates, best first, by a plain sort. */
function fullOrder(scores: Float64Array): number[] {
  return [...scores.keys()]
    .filter(item => scores[item] !== -Infinity)
    .sort((a, b) => scores[b] - scores[a] || a - b);
}

/** Scores of few distinct values, so that ties abound. */
function tiedScores(seed: number): Float64Array {
  const random = createRandom(seed);
  const scores = Float64Array.from({length: 200}, () => random.int(20));
  for (const excluded of [0, 3, 50, 199]) scores[excluded] = -Infinity;
  return scores;
}

describe('topIndices', () => {
  test('is the head of a full sort, for every length', () => {
    const scores = tiedScores(1);
    for (const count of [0, 1, 2, 17, 100, 196, 197, 500]) {
      expect([...topIndices(scores, count)]).toEqual(fullOrder(scores).slice(0, count));
    }
  });

  test.each([
    ['random', (random: Random) => random.next()],
    ['of few values', (random: Random) => random.int(5)],
    ['mostly none', (random: Random) => (random.int(40) === 0 ? random.next() : 0)],
    // Whoever guesses by every so many scores guesses too high.
    ['high at even steps', (random: Random, i: number) => (i % 32 === 0 ? 2 : 1) * random.next()],
    ['low at even steps', (random: Random, i: number) => (i % 32 === 0 ? 0 : 1) * random.next()],
    ['hardly a candidate', (random: Random, i: number) => (i % 400 ? -Infinity : random.next())],
  ])('is so for many scores, %s', (_, scoreOf) => {
    const random = createRandom(4);
    const scores = Float64Array.from({length: 6000}, (_, i) => scoreOf(random, i));
    const order = fullOrder(scores);
    for (const count of [1, 20, 200, 5999]) {
      expect([...topIndices(scores, count)]).toEqual(order.slice(0, count));
    }
  });

  test('reads single precision as well, and leaves out what is no candidate', () => {
    expect([...topIndices(Float32Array.of(-Infinity, 1, -Infinity, 2), 4)]).toEqual([3, 1]);
  });
});

describe('ranksOf', () => {
  test('is the position in a full sort, in the order asked', () => {
    for (const seed of [1, 2, 3]) {
      const scores = tiedScores(seed);
      const order = fullOrder(scores);
      const wanted = createRandom(seed).shuffle(Int32Array.from(order)).slice(0, 60);
      const expected = [...wanted].map(item => order.indexOf(item) + 1);
      expect([...ranksOf(scores, wanted)]).toEqual(expected);
    }
  });

  test('gives ties to the lower item', () => {
    expect([...ranksOf(Float64Array.of(-Infinity, 5, 7, 5, 7), Int32Array.of(3, 1, 4))]).toEqual([
      4, 3, 2,
    ]);
  });
});
