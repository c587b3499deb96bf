// CellTypist trained on the same toy cells names the same types as the annotator, and as surely.
import {expect, test} from '@jest/globals';
import {askCellTypist} from '../../bench/annotation/ask-celltypist.ts';
import {gatherEvidence, LOGISTIC} from '../../shared/cells/annotation/cell-annotator.ts';
import {fitAnnotator} from '../../shared/cells/annotation/fit-annotator.ts';
import {chancesOf, likeliest} from '../../shared/cells/annotation/type-chances.ts';
import type {CellMatrix} from '../../shared/cells/cell-matrix.ts';
import type {LabelledCells} from '../../shared/cells/labelled-cells.ts';
import {toBatch} from '../../shared/models/cells/annotate-batches.ts';
import {TOY_OPTIONS, TOY_SYMBOLS, TOY_TYPES} from '../cells/annotation/toy-annotator.ts';
import {toyCells} from '../cells/toy-cells.ts';

/** Toy cells whose expression sums to 10,000. */
function normalized(perType: number, seed: number): LabelledCells {
  const {expression, labels} = toyCells(perType, seed);
  const {offsets} = expression;
  const values = Float64Array.from(expression.values, value => 10 ** value - 1);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const own = values.subarray(offsets[row], offsets[row + 1]);
    const sum = own.reduce((total, value) => total + value, 0);
    for (const [i, value] of own.entries()) own[i] = Math.log10(1 + (1e4 * value) / sum);
  }
  return {expression: {...expression, values}, labels};
}

test('CellTypist names the types that the annotator names', async () => {
  const known = {symbols: TOY_SYMBOLS, types: TOY_TYPES, training: normalized(60, 1)};
  const annotator = fitAnnotator({...known, validation: normalized(30, 2)}, TOY_OPTIONS);
  const fresh = normalized(40, 7);
  const matrix: CellMatrix = {
    ...{symbols: TOY_SYMBOLS, valueKind: 'log-normalized'},
    async *batches() {
      yield toBatch(fresh.expression, 0);
    },
  };
  const python = process.env.GENEGLOT_PEERS ?? '';
  const theirs = (await askCellTypist(python, known, [{name: 'fresh', matrix}])).get('fresh')!;
  const ours = gatherEvidence(annotator, fresh.expression).chances.get(LOGISTIC)!;
  const same = theirs.filter((row, cell) => likeliest(row) === likeliest(chancesOf(ours, cell)));
  const right = theirs.filter((row, cell) => likeliest(row) === fresh.labels[cell]);
  expect([theirs.length, same.length >= 117, right.length >= 117]).toEqual([120, true, true]);
}, 300_000);
