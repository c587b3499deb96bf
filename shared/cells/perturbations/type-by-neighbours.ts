// Types of stimulated cells that have none: those of the nearest labelled control cells, over genes that the stimulation
// leaves alone. What is scored, the change of genes, does not decide the type.
import {findNearest, voteOfNearest} from '../../stats/nearest-neighbours.ts';
import {fitPrincipalComponents, placeRows} from '../../stats/principal-components.ts';
import {fromRows, type SparseRows, selectRows} from '../../stats/sparse-rows.ts';
import {columnMoments, welchErrors} from '../../stats/two-samples/welch.ts';
import type {PerturbedCells} from './perturbed-cells.ts';

export interface TypingOptions {
  /** Genes left out, those that differ most between the conditions. */
  movedGenes: number;
  typingNeighbours: number;
  components: number;
  seed: number;
}

/** Writes a type for every stimulated cell that has none (-1); returns their number. */
export function typeTheRest(
  {expression, labels, stimulated}: Pick<PerturbedCells, 'expression' | 'labels' | 'stimulated'>,
  options: TypingOptions,
): number {
  const all = Array.from(labels.keys());
  const asked = all.filter(row => labels[row] < 0);
  const known = all.filter(row => labels[row] >= 0 && stimulated[row] === 0);
  if (asked.length === 0) return 0;
  if (known.length === 0) {
    throw new Error(
      'No control cell has a type; expected some, whose types stimulated cells can be given. Name the column that holds them with --set import-cells.labelColumn=NAME.',
    );
  }
  const found = typeByNeighbours(
    selectRows(expression, known),
    Int32Array.from(known, row => labels[row]),
    selectRows(expression, asked),
    options,
  );
  asked.forEach((row, i) => {
    labels[row] = found[i];
  });
  return asked.length;
}

/** The type of each stimulated cell. `labels`: types of the labelled control cells, shape (rows). Shape (stimulated). */
function typeByNeighbours(
  labelled: SparseRows,
  labels: ArrayLike<number>,
  stimulated: SparseRows,
  {movedGenes, typingNeighbours, components, seed}: TypingOptions,
): Int32Array {
  const [ours, theirs] = [columnMoments(labelled), columnMoments(stimulated)];
  const errors = welchErrors(ours, theirs);
  const size = errors.map((error, gene) =>
    error === 0 ? 0 : Math.abs(theirs.means[gene] - ours.means[gene]) / error,
  );
  const bySize = Array.from(size.keys()).sort((a, b) => size[b] - size[a] || a - b);
  const moved = new Set(bySize.slice(0, movedGenes));
  const [known, asked] = [labelled, stimulated].map(cells => withoutColumns(cells, moved));
  const fitted = fitPrincipalComponents(known, components, seed);
  // Either condition has its own middle: what moves all cells alike says nothing of their types.
  const k = Math.min(typingNeighbours, known.rowCount);
  const nearest = findNearest(
    placeRows(fitted, known),
    placeRows({...fitted, means: columnMoments(asked).means}, asked),
    k,
  );
  return voteOfNearest(nearest, labels, k);
}

function withoutColumns(rows: SparseRows, left: ReadonlySet<number>): SparseRows {
  const kept = Array.from({length: rows.rowCount}, (_, row) => {
    const places = Array.from(
      {length: rows.offsets[row + 1] - rows.offsets[row]},
      (_, i) => rows.offsets[row] + i,
    ).filter(place => !left.has(rows.columns[place]));
    return {
      columns: places.map(place => rows.columns[place]),
      values: places.map(place => rows.values[place]),
    };
  });
  return fromRows(kept, rows.columnCount);
}
