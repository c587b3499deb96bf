import {expect, test} from '@jest/globals';
import {protocolOf} from '../../../shared/genes/tokens/masking-protocols.ts';
import {answerByRanking} from '../../../shared/models/completers/answer-by-ranking.ts';

const tokens = new Map(Array.from({length: 10}, (_, i) => [`G${i + 1}`, i + 1]));
const space = {tokens, vocabSize: 11};
const set = {
  ...{setId: 4, library: 'toy', name: 'a set', outsideGenes: ['X']},
  ...{prompt: Int32Array.of(1, 2), heldOut: Int32Array.of(5, 9)},
};
const round = {protocol: protocolOf('shuffled-50'), seed: 1};

test('ranks as written, passing over shown and unknown genes; the rest stands behind', () => {
  const {completion, ranked, unknown} = answerByRanking(
    ['G7', 'G1', 'X', 'G5', 'G3'],
    set,
    round,
    space,
  );
  expect([ranked, unknown]).toEqual([3, 1]);
  expect(completion.generatedGenes).toEqual([7, 5]);
  const [five, nine] = completion.heldOutRanks;
  expect(five).toBe(2);
  expect(nine).toBeGreaterThan(3);
  expect(nine).toBeLessThanOrEqual(8);
  expect(completion.outsideGenes).toEqual(['X']);
});

test('names no gene that it was not given, and orders the rest by seed and set', () => {
  const nothing = (seed: number, setId: number) =>
    answerByRanking([], {...set, setId}, {...round, seed}, space).completion;
  expect(nothing(1, 4).generatedGenes).toEqual([]);
  expect(nothing(1, 4)).toEqual(nothing(1, 4));
  const ranks = Array.from({length: 400}, (_, setId) => nothing(1, setId).heldOutRanks[0]);
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  // Uniform on 1..8: the mean 4.5 with a deviation of 2.29 / √400.
  expect(Math.abs(mean - 4.5)).toBeLessThan(0.5);
});

test('of a library, other genes are no candidates', () => {
  const candidates = Int32Array.of(1, 2, 5, 9);
  const {completion, ranked} = answerByRanking(
    ['G7', 'G9', 'G5'],
    {...set, candidates},
    round,
    space,
  );
  expect(ranked).toBe(2);
  expect(completion).toMatchObject({generatedGenes: [9, 5], heldOutRanks: [2, 1]});
});
