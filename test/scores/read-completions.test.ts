import {describe, expect, test} from '@jest/globals';
import {
  readPrediction,
  readTestSet,
  requireSameQuestion,
} from '../../shared/scores/read-completions.ts';

const tokens = new Map(['A', 'B', 'C', 'D'].map((symbol, i) => [symbol, i + 1]));
const stored = {
  setId: 3,
  library: 'toy',
  name: 'a set',
  promptGenes: ['B'],
  heldOutGenes: ['C', 'XYZ', 'A'],
  generatedGenes: ['D', 'B', 'C', 'D'],
  heldOutRanks: [2, 0, 3],
};
const broken = (change: object) => ({...stored, ...change});

describe('readTestSet', () => {
  test('maps symbols to tokens and counts those without', () => {
    expect(readTestSet(stored, tokens)).toEqual({
      setId: 3,
      library: 'toy',
      promptGenes: Int32Array.of(2),
      heldOutGenes: Int32Array.of(3, 1),
      outsideVocabulary: 1,
    });
  });

  test('names the set and what is wrong with it', () => {
    expect(() => readTestSet(broken({heldOutGenes: ['C', 'B']}), tokens)).toThrow(
      /set 3 \(a set\): found B both shown and held out/,
    );
    expect(() => readTestSet(broken({promptGenes: ['FOO']}), tokens)).toThrow(
      /gene FOO; expected genes of the vocabulary/,
    );
    expect(() => readTestSet(broken({heldOutGenes: ['XYZ']}), tokens)).toThrow(
      /no held-out gene of the vocabulary/,
    );
  });
});

describe('readPrediction', () => {
  test('drops repeated and prompt genes, and ranks of genes outside the vocabulary', () => {
    expect(readPrediction(stored, tokens)).toEqual({
      generatedGenes: Int32Array.of(4, 3),
      heldOutRanks: [2, 3],
    });
  });

  test('names the set and what is wrong with it', () => {
    expect(() => readPrediction(broken({heldOutRanks: [2]}), tokens)).toThrow(
      /set 3 \(a set\): found 3 held-out genes but 1 rank/,
    );
    expect(() => readPrediction(broken({heldOutRanks: [0, 0, 3]}), tokens)).toThrow(/rank 0 of C/);
    expect(() => readPrediction(broken({heldOutRanks: [2, 5, 3]}), tokens)).toThrow(
      /rank 5 of XYZ/,
    );
    expect(() => readPrediction(broken({generatedGenes: ['XYZ']}), tokens)).toThrow(/gene XYZ/);
  });
});

test('requireSameQuestion refuses another set or other genes shown', () => {
  expect(() => requireSameQuestion(stored, {...stored, generatedGenes: []})).not.toThrow();
  for (const change of [{setId: 4}, {promptGenes: ['A']}, {heldOutGenes: ['C', 'A', 'XYZ']}]) {
    expect(() => requireSameQuestion(stored, broken(change))).toThrow(/same questions/);
  }
});
