// Cells of two conditions with their types and donors: what perturbations are predicted and scored on.
import type {SparseRows} from '../../stats/sparse-rows.ts';
import type {ColumnMoments} from '../../stats/two-samples/welch.ts';

export interface PerturbedCells {
  /** Genes, in the order of the columns. */
  symbols: readonly string[];
  /** Names of the types, in alphabetic order. */
  types: string[];
  /** Names of the donors, in alphabetic order; none where donors are unknown. */
  donors: string[];
  /** log10(1 + normalized expression) of each cell (row) and gene (column). */
  expression: SparseRows;
  /** Type of each cell, in 0..types-1. Shape (cells). */
  labels: Int32Array;
  /** 1 for a stimulated cell, 0 for a control cell. Shape (cells). */
  stimulated: Uint8Array;
  /** Donor of each cell, -1 where unknown. Shape (cells). */
  donorOf: Int32Array;
  /** Stimulated cells that are not among these, for want of a type. */
  untyped: UntypedCells;
}

/** Cells of one condition that have no type. */
export interface UntypedCells {
  count: number;
  condition: string;
}

/** What to do about cells that are left out for want of a type. */
export function untypedAdvice({count, condition}: UntypedCells): string {
  return `${count} cells of '${condition}' have no type and are left out: give them the types of the nearest labelled control cells with --set score-perturbations.untyped=neighbours.`;
}

/** Rows of a type's cells under one condition; of one donor, where one is named. */
export function rowsOf(
  {labels, stimulated, donorOf}: PerturbedCells,
  wanted: {type: number; stimulated: boolean; donor?: number},
): number[] {
  const condition = Number(wanted.stimulated);
  return Array.from(labels.keys()).filter(
    row =>
      labels[row] === wanted.type &&
      stimulated[row] === condition &&
      (wanted.donor === undefined || donorOf[row] === wanted.donor),
  );
}

/** The response of a group of cells of one type: how the mean of each gene differs between conditions. */
export interface GroupResponse {
  type: number;
  /** -1 for the cells of all donors. */
  donor: number;
  control: ColumnMoments;
  stimulated: ColumnMoments;
  /** Mean of stimulated cells less that of control cells. Shape (genes). */
  shift: Float64Array;
}
