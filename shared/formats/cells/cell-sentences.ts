// Cell sentences as an uncompressed Arrow IPC file, in batches: cell int32, genes list of dictionary-encoded symbols.
import type {CellSentences} from '../../cells/cell-matrix.ts';
import {rebatch} from '../../cells/import/rebatch.ts';
import {readBatches, readHead, writeGeneLists} from '../arrow/arrow-batches.ts';
import type {Format} from '../format.ts';

const NAME = 'cell-sentences';

/** Genes of each cell, highest expression first; every pass over the batches reads the file anew. */
export const cellSentences: Format<CellSentences> = {
  name: NAME,
  version: 1,
  extension: '.arrow',
  write: (path, {symbols, batches}) =>
    writeGeneLists(path, {symbols}, rebatch(batches(), symbols.length)),
  async read(path) {
    const {symbols} = await readHead(path, NAME);
    return {symbols, batches: () => readBatches(path, NAME)};
  },
  async summarize(path) {
    const {symbols, schema} = await readHead(path, NAME);
    let [cells, words] = [0, 0];
    for await (const {offsets, genes} of readBatches(path, NAME)) {
      cells += offsets.length - 1;
      words += genes.length;
    }
    return {counts: {cells, genes: symbols.length, words}, schema};
  },
};
