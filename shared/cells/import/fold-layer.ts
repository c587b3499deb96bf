// A layer's cells as genes of the symbol table, checked value by value, in one pass without holding the matrix.
import {type CellBatch, cellCount, type ValueKind} from '../cell-matrix.ts';
import type {CellLayer, CellSource, SourceBlock} from './cell-source.ts';
import {type CellSurvey, selectKept} from './filter-cells.ts';
import {BlockFolder} from './fold-block.ts';
import {findNoCount, findNoLog} from './judge-values.ts';
import type {FeatureMap} from './map-features.ts';
import {SpareArrays} from './spare-arrays.ts';

export interface FoldOptions {
  features: FeatureMap;
  valueKind: ValueKind;
  /** Base of the logarithm of log-normalized values; kept as decimal logarithms. */
  logBase: number;
  /** Where the batches lie, for a caller that is done with one before it asks for the one after the next. */
  spare?: SpareArrays;
}

/** All cells of a layer over all genes of the map; fails at the first value that cannot be. */
export async function* foldLayer(
  source: Pick<CellSource, 'path' | 'cellIds'>,
  layer: CellLayer,
  {features, valueKind, logBase, spare}: FoldOptions,
): AsyncGenerator<CellBatch> {
  const scale = valueKind === 'counts' ? 1 : Math.log10(logBase);
  const folder = new BlockFolder(features, valueKind, scale);
  for await (const block of layer.blocks()) {
    checkValues(source, layer, block, valueKind);
    yield folder.fold(block, spare);
  }
}

function checkValues(
  {path, cellIds}: Pick<CellSource, 'path' | 'cellIds'>,
  {name, features}: CellLayer,
  block: SourceBlock,
  valueKind: ValueKind,
): void {
  const wrong = valueKind === 'counts' ? findNoCount(block.values) : findNoLog(block.values);
  if (wrong < 0) return;
  const row = block.offsets.findIndex(offset => offset > wrong) - 1;
  const place = `cell ${cellIds[block.firstCell + row]}, gene ${features[block.features[wrong]].name}`;
  const [expected, remedy] =
    valueKind === 'counts'
      ? [
          'a count (a whole number from 0 to 16,777,215)',
          'Choose the layer with raw counts with --set import-cells.layer=NAME, or let log-normalized values through with --set import-cells.values=log-normalized.',
        ]
      : [
          'log(1 + x) of normalized expression, between 0 and 20',
          'Choose another layer with --set import-cells.layer=NAME.',
        ];
  throw new Error(
    `${path}: ${name}, ${place}: found ${block.values[wrong]}, expected ${expected}. ${remedy}`,
  );
}

/** Sums and sizes of the cells of a matrix, in order. */
export interface CellSizes {
  total: number[];
  genes: number[];
}

/** Kept cells over kept genes, numbered anew; adds what each cell's row sums to and holds to `sizes`. */
export async function* keepCells(
  batches: AsyncIterable<CellBatch>,
  survey: CellSurvey,
  genesLeft: number,
  sizes: CellSizes,
): AsyncGenerator<CellBatch> {
  const spare = new SpareArrays(genesLeft);
  let firstCell = 0;
  for await (const batch of batches) {
    const kept = selectKept(batch, survey, firstCell, spare.take(batch.genes.length));
    firstCell += cellCount(kept);
    measureCells(kept, sizes);
    if (cellCount(kept) > 0) yield kept;
  }
}

function measureCells({offsets, values}: CellBatch, sizes: CellSizes): void {
  for (let row = 0; row + 1 < offsets.length; row++) {
    let total = 0;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) total += values[i];
    sizes.total.push(total);
    sizes.genes.push(offsets[row + 1] - offsets[row]);
  }
}
