// Which genes speak for a type in cells that were just annotated: those that cells of the type express otherwise than the
// rest, as far as logistic regression counts them for the type.
import type {SparseRows} from '../../stats/sparse-rows.ts';
import type {CellAnnotator} from './cell-annotator.ts';

/** Sums of expression by group, gathered batch by batch. */
export class GroupSums {
  readonly #sums: Float64Array[];
  readonly #cells: number[];

  constructor(groups: number, genes: number) {
    this.#sums = Array.from({length: groups}, () => new Float64Array(genes));
    this.#cells = new Array<number>(groups).fill(0);
  }

  /** `groups`: group of each row. */
  add({offsets, columns, values}: SparseRows, groups: readonly number[]): void {
    for (const [row, group] of groups.entries()) {
      this.#cells[group]++;
      const sums = this.#sums[group];
      for (let i = offsets[row]; i < offsets[row + 1]; i++) sums[columns[i]] += values[i];
    }
  }

  /** Mean expression of a group less that of all other cells; undefined where either has no cell. Shape (genes). */
  difference(group: number): Float64Array | undefined {
    const inside = this.#cells[group];
    const outside = this.#cells.reduce((a, b) => a + b, 0) - inside;
    if (inside === 0 || outside === 0) return undefined;
    return this.#sums[group].map((sum, gene) => {
      const others = this.#sums.reduce((total, sums) => total + sums[gene], 0) - sum;
      return sum / inside - others / outside;
    });
  }
}

/**
 * The `count` most telling genes of each group that has cells, most telling first. Groups are the types and, last, the
 * unknown cells, for which no weight speaks: there the difference alone counts.
 */
export function tellingGenes(
  sums: GroupSums,
  {types, symbols, logistic}: Pick<CellAnnotator, 'types' | 'symbols' | 'logistic'>,
  count: number,
): (string[] | null)[] {
  const {classes, weights} = logistic;
  const weightOf = (gene: number, type: number) => {
    let mean = 0;
    for (let c = 0; c < classes; c++) mean += weights[gene * classes + c] / classes;
    return weights[gene * classes + type] - mean;
  };
  return Array.from({length: types.length + 1}, (_, group) => {
    const difference = sums.difference(group);
    if (!difference) return null;
    const worth = difference.map((apart, gene) =>
      group === types.length ? apart : apart * Math.max(0, weightOf(gene, group)),
    );
    const order = Array.from(worth.keys()).filter(gene => worth[gene] > 0);
    order.sort((a, b) => worth[b] - worth[a] || a - b);
    return order.slice(0, count).map(gene => symbols[gene]);
  });
}
