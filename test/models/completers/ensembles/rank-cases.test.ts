import {expect, test} from '@jest/globals';
import {collectRankCases} from '../../../../shared/models/completers/ensembles/rank-cases.ts';
import type {PoolDescriber} from '../../../../shared/models/completers/ensembles/stack-completer.ts';

test('marks which pooled genes were hidden, and counts those that are not pooled too', async () => {
  const sets = Array.from({length: 40}, (_, setId) => ({
    ...{setId, promptGenes: Int32Array.of(1), heldOutGenes: Int32Array.of(setId + 2, 99)},
  }));
  const asked: number[] = [];
  let from = 0;
  const describer = {
    describe: async (prompts: Int32Array[]) => {
      asked.push(prompts.length);
      return prompts.map(() => {
        const genes = Int32Array.of(7, from++ + 2, 8);
        return {
          pool: {genes, features: new Float32Array(3)},
          lead: new Float64Array(0),
          similarity: 0,
        };
      });
    },
  } as PoolDescriber;
  const progress: number[] = [];
  const cases = await collectRankCases(sets, describer, done => void progress.push(done));
  expect(asked).toEqual([32, 8]);
  expect(progress).toEqual([32, 40]);
  expect(cases[0]).toMatchObject({set: 0, hidden: 2, relevant: Uint8Array.of(0, 1, 0)});
  // Gene 7 is both pooled first and the hidden one here.
  expect(cases[5].relevant).toEqual(Uint8Array.of(1, 1, 0));
});
