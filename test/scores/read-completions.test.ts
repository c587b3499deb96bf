import {describe, expect, test} from '@jest/globals';
import {
  readPrediction,
  readTestSet,
  requireSameQuestion,
} from '../../shared/scores/read-completions.ts';

/** Tokens 1..4. */
const V = 5;
const stored = {
  setId: 3,
  library: 'toy',
  name: 'a set',
  promptGenes: [2],
  heldOutGenes: [3, 1],
  outsideGenes: ['XYZ'],
  generatedGenes: [4, 2, 3, 4],
  heldOutRanks: [2, 3],
};
const broken = (change: object) => ({...stored, ...change});

describe('readTestSet', () => {
  test('counts the genes without a token', () => {
    expect(readTestSet(stored, V)).toEqual({
      setId: 3,
      library: 'toy',
      promptGenes: Int32Array.of(2),
      heldOutGenes: Int32Array.of(3, 1),
      outsideVocabulary: 1,
    });
  });

  test('names the set and what is wrong with it', () => {
    expect(() => readTestSet(broken({heldOutGenes: [3, 2]}), V)).toThrow(
      /set 3 \(a set\): found token 2 both shown and held out/,
    );
    for (const token of [0, 5]) {
      expect(() => readTestSet(broken({promptGenes: [token]}), V)).toThrow(
        `found token ${token}; expected genes of the vocabulary only, 1..4`,
      );
    }
    expect(() => readTestSet(broken({heldOutGenes: []}), V)).toThrow(
      /no held-out gene of the vocabulary/,
    );
  });
});

describe('readPrediction', () => {
  test('drops repeated and prompt genes', () => {
    expect(readPrediction(stored, V)).toEqual({
      generatedGenes: Int32Array.of(4, 3),
      heldOutRanks: [2, 3],
    });
  });

  test('names the set and what is wrong with it', () => {
    expect(() => readPrediction(broken({heldOutRanks: [2]}), V)).toThrow(
      /set 3 \(a set\): found 2 held-out genes but 1 rank/,
    );
    expect(() => readPrediction(broken({heldOutRanks: [2, 0]}), V)).toThrow(/rank 0 of token 1/);
    expect(() => readPrediction(broken({generatedGenes: [7]}), V)).toThrow(/found token 7/);
  });
});

test('requireSameQuestion refuses another set or other genes shown', () => {
  expect(() => requireSameQuestion(stored, {...stored, generatedGenes: []})).not.toThrow();
  for (const change of [
    {setId: 4},
    {promptGenes: [1]},
    {heldOutGenes: [1, 3]},
    {outsideGenes: ['ABC']},
  ]) {
    expect(() => requireSameQuestion(stored, broken(change))).toThrow(/same questions/);
  }
});
