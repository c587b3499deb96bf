// A file of single cells that is open in this thread; `open-cell-source.ts` offers it to others as a CellSource.
import type {CellLayer, CellSource} from '../../cells/import/cell-source.ts';

/** As CellLayer, its sample at once. */
export interface LocalLayer extends Omit<CellLayer, 'sample'> {
  sample(): Float32Array;
}

/** As CellSource, its parts at once. */
export interface LocalSource extends Omit<CellSource, 'column' | 'layer' | 'close'> {
  column(name: string): (string | null)[];
  layer(name: string): LocalLayer;
  close(): void;
}
