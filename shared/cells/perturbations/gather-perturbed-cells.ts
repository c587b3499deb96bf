// The cells of two conditions out of a stream of a matrix, with their types and donors.
import type {CellMatrix} from '../cell-matrix.ts';
import {drawSome, Rows} from '../gather-cells.ts';
import {normalizedBatches} from '../normalize.ts';
import {nameConditions} from './name-conditions.ts';
import type {PerturbedCells} from './perturbed-cells.ts';
import {type TypingOptions, typeTheRest} from './type-by-neighbours.ts';

/** What is known of a cell of the matrix, in its order. */
export interface DescribedCell {
  label: string | null;
  condition: string | null;
  donor: string | null;
}

export interface GatherPerturbedOptions extends TypingOptions {
  controlLabel: string | null;
  stimulatedLabel: string | null;
  /** Stimulated cells without a type: left out, or typed by the nearest labelled control cells. */
  untyped: 'drop' | 'neighbours';
  /** Cells of both conditions together, at most, drawn at random. */
  maxCells: number;
}

export interface GatheredPerturbation extends PerturbedCells {
  conditions: {control: string; stimulated: string};
  typedByNeighbours: number;
  /** Cells of the table that are not among these. */
  left: number;
}

/** Gathers the typed cells of both conditions; the matrix passes by batch for batch. */
export async function gatherPerturbedCells(
  matrix: CellMatrix,
  cells: readonly DescribedCell[],
  options: GatherPerturbedOptions,
): Promise<GatheredPerturbation> {
  const conditions = nameConditions(
    cells.map(({condition}) => condition),
    options,
  );
  const mayBeTyped = ({condition}: DescribedCell) =>
    options.untyped === 'neighbours' && condition === conditions.stimulated;
  const usable = Array.from(cells.keys()).filter(row => {
    const {label, condition} = cells[row];
    const isOfTwo = condition === conditions.control || condition === conditions.stimulated;
    return isOfTwo && (label !== null || mayBeTyped(cells[row]));
  });
  const rows = drawSome(usable, options.maxCells, options.seed, 0);
  requireTypes(rows.map(row => cells[row]));
  const expression = await gatherRows(matrix, rows, cells.length);
  const types = namesOf(rows.map(row => cells[row].label));
  const donors = namesOf(rows.map(row => cells[row].donor));
  const isUntyped = ({label, condition}: DescribedCell) =>
    label === null && condition === conditions.stimulated;
  const untyped = options.untyped === 'drop' ? cells.filter(isUntyped).length : 0;
  const gathered: PerturbedCells = {
    untyped: {count: untyped, condition: conditions.stimulated},
    ...{symbols: matrix.symbols, types, donors, expression},
    labels: Int32Array.from(rows, row => types.indexOf(cells[row].label ?? '')),
    stimulated: Uint8Array.from(rows, row =>
      Number(cells[row].condition === conditions.stimulated),
    ),
    donorOf: Int32Array.from(rows, row => donors.indexOf(cells[row].donor ?? '')),
  };
  const typedByNeighbours = typeTheRest(gathered, options);
  return {...gathered, conditions, typedByNeighbours, left: cells.length - rows.length};
}

async function gatherRows(matrix: CellMatrix, rows: readonly number[], cells: number) {
  const wanted = new Set(rows);
  const builder = new Rows();
  let seen = 0;
  for await (const batch of normalizedBatches(matrix)) {
    for (let i = 0; i + 1 < batch.offsets.length; i++, seen++) {
      if (wanted.has(seen)) builder.add(batch, i);
    }
  }
  if (seen === cells) return builder.finish(matrix.symbols.length);
  throw new Error(
    `The matrix has ${seen} cells, the table of cells ${cells}; expected the same cells in one order. Connect both to one run of import-cells.`,
  );
}

function namesOf(found: readonly (string | null)[]): string[] {
  return [...new Set(found)].filter(name => name !== null).sort();
}

function requireTypes(cells: readonly DescribedCell[]): void {
  if (cells.some(({label}) => label !== null)) return;
  throw new Error(
    'No cell of either condition has a type; expected types of control cells at least. Name the column that holds them with --set import-cells.labelColumn=NAME.',
  );
}
