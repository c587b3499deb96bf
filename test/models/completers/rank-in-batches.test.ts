import {expect, test} from '@jest/globals';
import {rankInBatches} from '../../../shared/models/completers/rank-in-batches.ts';

test('asks for some prompts at a time; shown genes and the end are no candidates', async () => {
  const asked: number[] = [];
  const score = async (prompts: Int32Array[]) => {
    asked.push(prompts.length);
    return Float32Array.from(
      {length: 4 * prompts.length},
      (_, i) => prompts[i >> 2][0] * 10 + (i % 4),
    );
  };
  const rows = await rankInBatches(
    [1, 2, 3].map(gene => Int32Array.of(gene)),
    2,
    4,
    score,
  );
  expect(asked).toEqual([2, 1]);
  const out = Number.NEGATIVE_INFINITY;
  expect(rows.map(row => [...row])).toEqual([
    [out, out, 12, 13],
    [out, 21, out, 23],
    [out, 31, 32, out],
  ]);
});
