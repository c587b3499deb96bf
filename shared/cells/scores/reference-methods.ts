// What generated cells are read against, by name: real cells drawn again, means of types, and types dealt out at random.
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {keepTopGenes, type LabelledCells} from '../labelled-cells.ts';
import type {RankLine} from '../sentences/rank-model.ts';
import {reconstructExpression} from '../sentences/read-sentence.ts';
import type {MethodKind} from './cell-scores.ts';
import {meanCells, noisyMeanCells, resampleCells, shuffleTypes} from './reference-cells.ts';

export interface ReferenceOptions {
  types: number;
  /** Genes kept of each cell, 0 for all. */
  topGenes: number;
  line: RankLine;
  seed: number;
}

/** Cells of each bound for the types asked for, made of training cells; `wanted`: types, shape (cells). */
export function referenceMethods(
  training: LabelledCells,
  wanted: Int32Array,
  {types, topGenes, line, seed}: ReferenceOptions,
): Map<string, {kind: MethodKind; cells: LabelledCells}> {
  const real = resampleCells(training, wanted, types, seed);
  const means = meanCells(training, wanted, types);
  const shortMeans = {...means, expression: keepTopGenes(means.expression, topGenes)};
  const noisy = noisyMeanCells(training, wanted, types, topGenes, seed);
  return new Map([
    ['real training cells', {kind: 'ceiling', cells: real}],
    [
      'real training cells as sentences',
      {kind: 'ceiling', cells: {...real, expression: throughSentences(real.expression, line)}},
    ],
    ['mean of the type, with noise', {kind: 'baseline', cells: noisy}],
    ['mean of the type', {kind: 'baseline', cells: shortMeans}],
    ['real training cells, types shuffled', {kind: 'floor', cells: shuffleTypes(real, seed)}],
  ]);
}

/** The cells as their own sentences would be read back: order kept, expression taken from the line. */
function throughSentences(cells: SparseRows, line: RankLine): SparseRows {
  // By descending value: all genes of the row, sorted.
  const sorted = keepTopGenes(cells, cells.columnCount);
  const sentences = Array.from({length: cells.rowCount}, (_, row) => {
    const genes = Int32Array.from(
      {length: sorted.offsets[row + 1] - sorted.offsets[row]},
      (_, i) => sorted.columns[sorted.offsets[row] + i],
    );
    const positions = Float64Array.from(genes.keys());
    return {genes, positions, words: genes.length, geneWords: genes.length};
  });
  return reconstructExpression(sentences, line, cells.columnCount).expression;
}

/** `perType` of each type that training has, in order of types: what the bounds are made for. */
export function spreadTypes(training: LabelledCells, types: number, perType: number): Int32Array {
  const present = Array.from({length: types}, (_, type) => type).filter(type =>
    training.labels.includes(type),
  );
  return Int32Array.from(present.flatMap(type => Array<number>(perType).fill(type)));
}
