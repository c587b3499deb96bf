// Cell matrix as an uncompressed Arrow IPC file, written and read in batches: memory does not grow with the cells.
// Columns: cell int32, genes list of dictionary-encoded symbols, values list of float32; metadata `value_kind`.
import type {CellBatch, CellMatrix, ValueKind} from '../../cells/cell-matrix.ts';
import {rebatch} from '../../cells/import/rebatch.ts';
import {type ArrowBatch, readBatches, readHead, writeGeneLists} from '../arrow/arrow-batches.ts';
import type {Format} from '../format.ts';

const NAME = 'cell-matrix';
const VALUES = 'values';
const VALUE_KIND = 'value_kind';
const KINDS: readonly string[] = ['counts', 'log-normalized'] satisfies ValueKind[];

/** Expression of cells; what `read` gives opens the file anew for every pass over its batches. */
export const cellMatrix: Format<CellMatrix> = {
  name: NAME,
  version: 1,
  extension: '.arrow',
  write: (path, {symbols, valueKind, batches}) =>
    writeGeneLists(
      path,
      {symbols, valueColumn: VALUES, metadata: {[VALUE_KIND]: valueKind}},
      rebatch(batches(), symbols.length),
    ),
  async read(path) {
    const {symbols, metadata} = await readHead(path, NAME, VALUES);
    const valueKind = metadata.get(VALUE_KIND) ?? 'missing';
    if (!KINDS.includes(valueKind)) {
      throw new Error(
        `${path}: metadata ${VALUE_KIND} is ${valueKind}; expected ${KINDS.join(' or ')}`,
      );
    }
    return {
      symbols,
      valueKind: valueKind as ValueKind,
      batches: () => readBatches(path, NAME, VALUES) as AsyncGenerator<ArrowBatch & CellBatch>,
    };
  },
  async summarize(path) {
    const {symbols, schema} = await readHead(path, NAME, VALUES);
    let [cells, values] = [0, 0];
    for await (const {offsets, genes} of readBatches(path, NAME, VALUES)) {
      cells += offsets.length - 1;
      values += genes.length;
    }
    return {counts: {cells, genes: symbols.length, values}, schema};
  },
};
