import {describe, expect, test} from '@jest/globals';
import {rankOneByOne} from '../../../shared/models/baselines/gene-ranker.ts';
import {
  atEdge,
  bestTrial,
  drawTuningSets,
  meanCriterion,
  valuesOf,
} from '../../../shared/models/baselines/tune.ts';
import {shardOf} from '../gpt/shard.ts';

const validation = shardOf([
  ...Array.from({length: 30}, (_, i) => Array.from({length: 10}, (_, j) => 1 + ((i + j) % 40))),
  [7],
]);
const options = {maskShare: 0.8, tuningSets: 12, seed: 3, criterion: 'averagePrecision'} as const;
const idsOf = (sets: {setId: number}[]) => sets.map(({setId}) => setId);

describe('tuning', () => {
  test('draws the asked number of validation sets by the seed, none without a hidden gene', () => {
    const drawn = drawTuningSets(validation, options);
    expect(new Set(idsOf(drawn)).size).toBe(12);
    expect(drawn.every(set => set.promptGenes.length === 2 && set.heldOutGenes.length === 8)).toBe(
      true,
    );
    expect(drawTuningSets(validation, options)).toEqual(drawn);
    expect(idsOf(drawTuningSets(validation, {...options, seed: 4}))).not.toEqual(idsOf(drawn));
    const all = idsOf(drawTuningSets(validation, {...options, tuningSets: 0}));
    expect(all.toSorted((a, b) => a - b)).toEqual([...Array(30).keys()]);
  });

  test('says what to do when no validation set can be masked', () => {
    expect(() => drawTuningSets(shardOf([[1]]), options)).toThrow(
      'none of 1 validation sets has two genes',
    );
  });

  test('takes the mean of the criterion over the sets', async () => {
    // Token t has rank t: 60 − t is the score.
    const ranker = rankOneByOne(() => Float64Array.from({length: 60}, (_, t) => 60 - t));
    const masked = (heldOut: number[]) => ({
      setId: 0,
      promptGenes: Int32Array.of(),
      heldOutGenes: Int32Array.from(heldOut),
    });
    // The rank of token t is t + 1, since token 0 is a candidate here: 2 and 4 → (1/2 + 2/4) / 2, 59 → 1/59.
    const sets = [masked([1, 3]), masked([58])];
    const mean = await meanCriterion(ranker, sets, 'averagePrecision');
    expect(mean).toBeCloseTo((1 / 2 + 1 / 59) / 2, 12);
    const heard: number[] = [];
    const many = Array.from({length: 65}, () => sets).flat();
    const recall = await meanCriterion(ranker, many, 'recallAt50', done => heard.push(done));
    expect(recall).toBe(0.5);
    expect(heard).toEqual([64, 128, 130]);
  });

  test('takes the best trial, the first of equals', () => {
    const trials = [0.2, 0.5, 0.5, 0.1].map((score, choice) => ({choice, score}));
    expect(bestTrial(trials).choice).toBe(1);
    expect([1, 4, 2].map(chosen => atEdge([4, 1, 2], chosen))).toEqual([true, true, false]);
    expect(atEdge([1, 2], 1)).toBe(false);
    expect(valuesOf([3, 1, 3])).toEqual([3, 1]);
    expect(valuesOf(2)).toEqual([2]);
  });
});
