// How well the rank model's reconstruction orders the data: Spearman's correlation over the points of some cells.

import {spearman} from '../../stats/correlation.ts';
import {createRandom} from '../../stats/random.ts';
import type {CellBatch} from '../cell-matrix.ts';
import {expressionAt, type RankLine} from './rank-model.ts';

/** Cells drawn without replacement, the same for the same seed; ascending. All where there are no more than `wanted`. */
export function drawCells(cells: number, wanted: number, seed: number): Int32Array {
  const all = Int32Array.from({length: cells}, (_, cell) => cell);
  if (cells <= wanted) return all;
  return createRandom(seed).shuffle(all).slice(0, wanted).sort();
}

/**
 * Spearman's correlation of reconstruction and data, pooled over all non-zero points of the drawn cells (mid-ranks for
 * ties); null where either is constant.
 */
export async function reconstructionSpearman(
  batches: AsyncIterable<CellBatch>,
  line: RankLine,
  drawn: Int32Array,
): Promise<number | null> {
  const wanted = new Set(drawn);
  const [data, rebuilt]: [Float32Array[], Float64Array[]] = [[], []];
  for await (const {firstCell, offsets, values} of batches) {
    for (let row = 0; row + 1 < offsets.length; row++) {
      if (!wanted.has(firstCell + row)) continue;
      const sorted = values
        .slice(offsets[row], offsets[row + 1])
        .sort()
        .reverse();
      data.push(sorted);
      rebuilt.push(Float64Array.from(sorted, (_, rank) => expressionAt(line, rank)));
    }
  }
  const value = spearman(join(data), join(rebuilt));
  return Number.isNaN(value) ? null : value;
}

function join(lists: readonly (Float32Array | Float64Array)[]): Float64Array {
  const joined = new Float64Array(lists.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    joined.set(list, at);
    at += list.length;
  }
  return joined;
}
