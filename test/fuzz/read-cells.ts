// Reads a file of single cells as the stage does, and looks at whether what came can be.
import {openCellSource} from '../../shared/formats/cell-sources/open-cell-source.ts';
import {judgeRefusal} from './judge-refusal.ts';

/** Silence of the library after which a damaged file is given up: less than the patience of who tries. */
const PATIENCE_SECONDS = '4';

export interface ReadCells {
  cells: number;
  /** Cell, feature and value of each entry, one after the other. */
  entries: number[];
}

/** What the files hold; a sentence when it cannot be, or when the refusal is none. */
export async function tryCells(
  paths: readonly string[],
  scratch: string,
): Promise<ReadCells | {wrong: string} | 'refused'> {
  process.env.GENEGLOT_READER_SECONDS = PATIENCE_SECONDS;
  try {
    return await readCells(paths, scratch);
  } catch (error) {
    const wrong = judgeRefusal(error, scratch);
    return wrong === undefined ? 'refused' : {wrong};
  }
}

async function readCells(
  paths: readonly string[],
  scratch: string,
): Promise<ReadCells | {wrong: string}> {
  const source = await openCellSource(paths, {symbolColumn: null, scratch});
  try {
    const entries: number[] = [];
    for (const column of source.columns) {
      const {length} = await source.column(column);
      if (length !== source.cellIds.length) return {wrong: `${length} labels were taken`};
    }
    for (const name of source.layers) {
      const layer = await source.layer(name);
      await layer.sample();
      let cells = 0;
      for await (const {firstCell, offsets, features, values} of layer.blocks()) {
        if (firstCell !== cells) return {wrong: `cell ${firstCell} came in place of ${cells}`};
        cells += offsets.length - 1;
        for (let row = 0; row + 1 < offsets.length; row++) {
          for (let i = offsets[row]; i < offsets[row + 1]; i++) {
            if (!(features[i] >= 0 && features[i] < layer.features.length)) {
              return {wrong: `feature ${features[i]} was taken`};
            }
            entries.push(firstCell + row, features[i], values[i]);
          }
        }
      }
      if (cells !== source.cellIds.length) return {wrong: `${cells} cells were taken`};
    }
    return {cells: source.cellIds.length, entries};
  } finally {
    await source.close();
  }
}
