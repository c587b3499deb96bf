// A small tissue: three types with marker genes of their own, common genes, noise, and genes that nobody has.
import type {LabelledCells} from '../../shared/cells/labelled-cells.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {fromRows} from '../../shared/stats/sparse-rows.ts';

export const TYPES = 3;
export const GENES = 40;

/** Type t has genes 8t..8t+7; genes 24..35 are common; genes 36..39 are never seen. */
export function toyCells(perType: number, seed: number): LabelledCells {
  const random = createRandom(seed);
  const labels = Int32Array.from({length: perType * TYPES}, (_, cell) => cell % TYPES);
  const rows = Array.from(labels, type => {
    const columns: number[] = [];
    const values: number[] = [];
    for (let gene = 0; gene < 36; gene++) {
      const marker = gene < 24 && Math.floor(gene / 8) === type;
      if (random.next() > (marker ? 0.8 : gene < 24 ? 0.1 : 0.6)) continue;
      columns.push(gene);
      values.push((marker ? 1.5 : 1) + random.next());
    }
    return {columns, values};
  });
  return {expression: fromRows(rows, GENES), labels};
}
