// Normalization of expression as Cell2Sentence does it: counts to one sum a cell, then log10(1 + x).
// Levine et al. 2023, bioRxiv 2023.09.11.557287.
import {type CellBatch, type CellMatrix, cellCount} from './cell-matrix.ts';

/** Sum of a cell's counts after normalization. */
export const TARGET_SUM = 10_000;

/**
 * A batch with values log10(1 + count · targetSum / sum of the cell's counts). Its offsets and genes are the batch's
 * own arrays.
 */
export function logNormalize(batch: CellBatch, targetSum = TARGET_SUM): CellBatch {
  const {offsets} = batch;
  const values = new Float32Array(batch.values.length);
  for (let cell = 0; cell < cellCount(batch); cell++) {
    let total = 0;
    for (let i = offsets[cell]; i < offsets[cell + 1]; i++) total += batch.values[i];
    const factor = total > 0 ? targetSum / total : 0;
    for (let i = offsets[cell]; i < offsets[cell + 1]; i++) {
      values[i] = Math.log10(1 + batch.values[i] * factor);
    }
  }
  return {...batch, values};
}

/** The batches of a matrix with log10(1 + x) values: normalized on the way, or as they are if stored so. */
export async function* normalizedBatches(
  matrix: Pick<CellMatrix, 'valueKind' | 'batches'>,
  targetSum = TARGET_SUM,
): AsyncGenerator<CellBatch> {
  for await (const batch of matrix.batches()) {
    yield matrix.valueKind === 'counts' ? logNormalize(batch, targetSum) : batch;
  }
}
