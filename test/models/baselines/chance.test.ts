import {describe, expect, test} from '@jest/globals';
import {predictByChance} from '../../../shared/models/baselines/chance.ts';

/** All genes of a vocabulary of this many tokens. */
const genesUpTo = (vocabSize: number) => Int32Array.from({length: vocabSize - 1}, (_, i) => i + 1);

describe('chance', () => {
  const set = (setId: number) => ({
    ...{setId, library: 'toy', outsideVocabulary: 0, promptGenes: Int32Array.of(1, 3)},
    heldOutGenes: Int32Array.of(2, 7, 9),
  });

  test('names distinct genes that are not shown; the named among the hidden have their places as ranks', () => {
    for (let setId = 0; setId < 50; setId++) {
      const {generatedGenes, heldOutRanks} = predictByChance(set(setId), 5, genesUpTo(11), [1, 1]);
      expect(new Set([0, 1, 3, ...generatedGenes]).size).toBe(8);
      expect(new Set(heldOutRanks).size).toBe(3);
      for (const [i, gene] of [2, 7, 9].entries()) {
        const place = generatedGenes.indexOf(gene);
        if (place >= 0) expect(heldOutRanks[i]).toBe(place + 1);
        else expect(heldOutRanks[i]).toBeGreaterThan(5);
        expect(heldOutRanks[i]).toBeLessThanOrEqual(8);
      }
    }
  });

  test('every rank is as likely as any other', () => {
    const counts = new Int32Array(9);
    for (let setId = 0; setId < 8000; setId++) {
      const {heldOutRanks} = predictByChance(set(setId), 3, genesUpTo(11), [1, 2]);
      for (let i = 0; i < 3; i++) counts[heldOutRanks[i]]++;
    }
    // 3000 each; the deviation of a count is √(8000 · 3/8 · 5/8) = 43.
    for (const count of counts.subarray(1)) expect(Math.abs(count - 3000)).toBeLessThan(180);
  });

  test('depends on both seeds and the set, and names no more than there are', () => {
    const draw = (setId: number, seeds: [number, number]) =>
      predictByChance(set(setId), 4, genesUpTo(1000), seeds);
    expect(draw(1, [1, 2])).toEqual(draw(1, [1, 2]));
    for (const other of [draw(2, [1, 2]), draw(1, [2, 2]), draw(1, [1, 3])]) {
      expect(other).not.toEqual(draw(1, [1, 2]));
    }
    expect(predictByChance(set(1), 500, genesUpTo(11), [1, 1]).generatedGenes).toHaveLength(8);
  });

  test('names and ranks within the genes it is given', () => {
    const genes = Int32Array.of(1, 2, 3, 7, 9, 20);
    const {generatedGenes, heldOutRanks} = predictByChance(set(4), 9, genes, [1, 1]);
    expect(generatedGenes.toSorted()).toEqual(Int32Array.of(2, 7, 9, 20));
    expect(Math.max(...heldOutRanks)).toBeLessThanOrEqual(4);
  });
});
