// Cells of four types and three donors under two conditions: every type answers by the same genes, and by some of its own.
import type {CellRow} from '../../../shared/formats/cells/cell-table.ts';
import {createRandom} from '../../../shared/stats/random.ts';

export const TYPES = ['A', 'B', 'C', 'D'];
const DONORS = ['d1', 'd2', 'd3'];
export const GENES = 60;

/** log10(1 + expression). Genes 6t..6t+5 mark type t, 24..31 answer in all types, 32+2t and 33+2t in type t alone. */
function expressionOf(type: number, gene: number, stimulated: boolean): number {
  const marks = gene < 24 && Math.floor(gene / 6) === type;
  const answers = gene >= 24 && gene < 32;
  const ownAnswer = gene >= 32 && gene < 40 && Math.floor((gene - 32) / 2) === type;
  return (
    (marks ? 1 : gene < 40 ? 0.1 : 0.6) + (stimulated ? Number(answers) + Number(ownAnswer) : 0)
  );
}

export interface ToyCell extends CellRow {
  values: number[];
}

/** `perGroup` cells of each type, donor and condition. */
export function toyPerturbation(perGroup: number, seed: number): ToyCell[] {
  const random = createRandom(seed);
  const cells: ToyCell[] = [];
  TYPES.forEach((label, type) => {
    for (const donor of DONORS) {
      for (const condition of ['ctrl', 'stim']) {
        for (let i = 0; i < perGroup; i++) {
          const values = Array.from({length: GENES}, (_, gene) => {
            const mean = expressionOf(type, gene, condition === 'stim');
            return Math.max(0, mean + 0.5 * (random.next() + random.next() - 1));
          });
          const genes = values.filter(value => value > 0).length;
          cells.push({
            ...{
              cell: cells.length,
              cellId: `cell ${cells.length}`,
              label,
              donor,
              condition,
              values,
            },
            ...{sample: null, tissue: null, totalCounts: null, genes, mitochondrialShare: 0},
          });
        }
      }
    }
  });
  return cells;
}
