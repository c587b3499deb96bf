import {describe, expect, test} from '@jest/globals';
import {readCompletion} from '../../shared/stats/read-completions.ts';

const tokens = new Map(['<end>', 'A', 'B', 'C', 'D'].map((symbol, token) => [symbol, token]));
const stored = {
  setId: 3,
  library: 'toy',
  name: 'a set',
  promptGenes: ['B'],
  heldOutGenes: ['C', 'A'],
  generatedGenes: ['D', 'B', 'C', 'D'],
  heldOutRanks: [2, 3],
};

describe('readCompletion', () => {
  test('maps symbols to tokens, without repeated or prompt genes among the generated', () => {
    expect(readCompletion(stored, tokens)).toEqual({
      set: {
        setId: 3,
        library: 'toy',
        promptGenes: Int32Array.of(2),
        heldOutGenes: Int32Array.of(3, 1),
      },
      prediction: {generatedGenes: Int32Array.of(4, 3), heldOutRanks: [2, 3]},
    });
  });

  test('names the set and what is wrong with it', () => {
    const broken = (change: object) => () => readCompletion({...stored, ...change}, tokens);
    expect(broken({heldOutRanks: [2]})).toThrow(
      /set 3 \(a set\): found 2 held-out genes but 1 rank/,
    );
    expect(broken({heldOutGenes: ['C', 'B']})).toThrow(/B both shown and held out/);
    expect(broken({generatedGenes: ['XYZ']})).toThrow(/gene XYZ; expected genes of the vocabulary/);
  });
});
