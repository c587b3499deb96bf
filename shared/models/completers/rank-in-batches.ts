// Ranks many prompts by a model on the compute engine, some at a time.
import {batchesOf} from '../../stats/batches-of.ts';
import {excludePrompt} from '../baselines/gene-ranker.ts';

/**
 * Scores of all V tokens of genes for each prompt, the prompt's genes and the end token at −Infinity. `score` gives those of
 * a batch one after the other, of words as well where the model knows some; `batch` bounds its memory to as many rows
 * beside the result.
 */
export async function rankInBatches(
  prompts: Int32Array[],
  batch: number,
  V: number,
  score: (prompts: Int32Array[]) => Promise<Float32Array>,
): Promise<Float64Array[]> {
  const rows: Float64Array[] = [];
  for (const part of batchesOf(prompts, batch)) {
    const scores = await score(part);
    const tokens = scores.length / part.length;
    for (const [i, prompt] of part.entries()) {
      const row = new Float64Array(scores.subarray(i * tokens, i * tokens + V));
      rows.push(excludePrompt(row, prompt));
    }
  }
  return rows;
}
