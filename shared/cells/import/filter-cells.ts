// Which cells and genes of a matrix are kept: cells first, then genes among the cells left, as scanpy users do it.
import {type CellBatch, cellCount, type ValueKind} from '../cell-matrix.ts';
import type {BatchArrays} from './spare-arrays.ts';

export interface CellFilters {
  /** Least and most genes with a value, null for no limit. */
  minGenes: number;
  maxGenes: number | null;
  /** Largest share of a cell's expression in mitochondrial genes, in [0, 1]; null for no limit. */
  maxMitochondrialShare: number | null;
  /** Least cells (of those kept) that a kept gene is found in. */
  minCells: number;
}

/** Why cells and genes were dropped; a cell counts for the first reason that holds. */
export interface DropCounts {
  tooFewGenes: number;
  tooManyGenes: number;
  tooMitochondrial: number;
  unwanted: number;
  rareGenes: number;
}

export interface CellSurvey {
  /** 1 for a kept cell. Shape (C). */
  keptCells: Uint8Array;
  /** Place of every gene among the kept ones, or -1. Shape (G). */
  newGene: Int32Array;
  /** Share of expression in mitochondrial genes. Shape (C). */
  mitochondrialShare: Float32Array;
  drops: DropCounts;
}

const MITOCHONDRIAL = /^MT-/i;

/** Takes in a matrix batch by batch and decides what is kept; `wanted` has 0 for cells that are dropped whatever they hold. */
export class CellSurveyor {
  readonly #filters: CellFilters;
  readonly #wanted: Uint8Array;
  readonly #isMitochondrial: Uint8Array;
  readonly #isLog: boolean;
  readonly #cellsPerGene: Int32Array;
  readonly #survey: Omit<CellSurvey, 'newGene'>;

  constructor(
    wanted: Uint8Array,
    symbols: readonly string[],
    valueKind: ValueKind,
    filters: CellFilters,
  ) {
    this.#filters = filters;
    this.#wanted = wanted;
    this.#isMitochondrial = Uint8Array.from(symbols, name => Number(MITOCHONDRIAL.test(name)));
    this.#isLog = valueKind === 'log-normalized';
    this.#cellsPerGene = new Int32Array(symbols.length);
    this.#survey = {
      keptCells: new Uint8Array(wanted.length),
      mitochondrialShare: new Float32Array(wanted.length),
      drops: {tooFewGenes: 0, tooManyGenes: 0, tooMitochondrial: 0, unwanted: 0, rareGenes: 0},
    };
  }

  add(batch: CellBatch): void {
    const {keptCells, mitochondrialShare, drops} = this.#survey;
    const cellsPerGene = this.#cellsPerGene;
    const {genes} = batch;
    for (let row = 0; row < cellCount(batch); row++) {
      const cell = batch.firstCell + row;
      const [start, end] = [batch.offsets[row], batch.offsets[row + 1]];
      mitochondrialShare[cell] = this.#shareOf(batch, start, end);
      const reason = this.#whyDropped(cell, end - start, mitochondrialShare[cell]);
      if (reason) {
        drops[reason]++;
        continue;
      }
      keptCells[cell] = 1;
      for (let i = start; i < end; i++) cellsPerGene[genes[i]]++;
    }
  }

  finish(): CellSurvey {
    const {drops} = this.#survey;
    let kept = 0;
    const newGene = this.#cellsPerGene.map(cells => {
      if (cells >= this.#filters.minCells) return kept++;
      drops.rareGenes++;
      return -1;
    });
    return {...this.#survey, newGene};
  }

  #shareOf({genes, values}: CellBatch, start: number, end: number): number {
    const isMitochondrial = this.#isMitochondrial;
    const isLog = this.#isLog;
    let [total, mitochondrial] = [0, 0];
    for (let i = start; i < end; i++) {
      const value = isLog ? 10 ** values[i] - 1 : values[i];
      total += value;
      if (isMitochondrial[genes[i]]) mitochondrial += value;
    }
    return total > 0 ? mitochondrial / total : 0;
  }

  #whyDropped(cell: number, genes: number, share: number): keyof DropCounts | undefined {
    const {minGenes, maxGenes, maxMitochondrialShare} = this.#filters;
    if (!this.#wanted[cell]) return 'unwanted';
    if (genes < minGenes) return 'tooFewGenes';
    if (maxGenes !== null && genes > maxGenes) return 'tooManyGenes';
    if (maxMitochondrialShare !== null && share > maxMitochondrialShare) return 'tooMitochondrial';
    return undefined;
  }
}

/** The kept cells and genes of a batch, cells numbered from `firstCell` on, in `arrays`, which have room for the batch. */
export function selectKept(
  batch: CellBatch,
  {keptCells, newGene}: Pick<CellSurvey, 'keptCells' | 'newGene'>,
  firstCell: number,
  {genes, values}: BatchArrays,
): CellBatch {
  const offsets = new Int32Array(cellCount(batch) + 1);
  let [end, cells] = [0, 0];
  for (let row = 0; row < cellCount(batch); row++) {
    if (!keptCells[batch.firstCell + row]) continue;
    const to = batch.offsets[row + 1];
    for (let i = batch.offsets[row]; i < to; i++) {
      const gene = newGene[batch.genes[i]];
      if (gene < 0) continue;
      genes[end] = gene;
      values[end++] = batch.values[i];
    }
    offsets[++cells] = end;
  }
  return {
    firstCell,
    offsets: offsets.subarray(0, cells + 1),
    genes: genes.subarray(0, end),
    values: values.subarray(0, end),
  };
}
