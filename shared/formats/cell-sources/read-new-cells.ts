// Cells of any source as they are to be annotated: all of them, in the order of the file, over approved genes.
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {CellMatrix} from '../../cells/cell-matrix.ts';
import {annotate} from '../../cells/import/cell-annotations.ts';
import {chooseLayer} from '../../cells/import/choose-layer.ts';
import {doubledBarcodes} from '../../cells/import/doubled-barcodes.ts';
import {foldLayer} from '../../cells/import/fold-layer.ts';
import {mapFeatures, requireGenes} from '../../cells/import/map-features.ts';
import {requireOneSpecies, speciesWarnings} from '../../cells/import/species.ts';
import type {SymbolResolver} from '../../genes/symbols/resolve-symbol.ts';
import {openCellSource} from './open-cell-source.ts';

export interface NewCells {
  /** What the source is, e.g. `h5ad file`. */
  kind: string;
  /** The matrix that was read, e.g. `X` or `layers/counts`. */
  layer: string;
  matrix: CellMatrix;
  names: {cellId: string; label: string | null}[];
  /** What makes the file as a whole doubtful. */
  warnings: string[];
  close(): Promise<void>;
}

export interface NewCellOptions {
  resolver: Pick<SymbolResolver, 'resolve'>;
  /** `auto`, or the matrix to read. */
  layer: string;
  /** Column of var with gene symbols; null to find it. */
  symbolColumn: string | null;
  /** Column with types that the cells have already; null for none. */
  labelColumn: string | null;
  /** A folder for what does not fit into memory. */
  scratch: string;
}

/** Opens a file, or the folder of a 10x matrix or a Zarr store; `close` it when done. */
export async function readNewCells(path: string, options: NewCellOptions): Promise<NewCells> {
  const paths = filesOf(path);
  const {symbolColumn, scratch} = options;
  const source = await openCellSource(paths, {symbolColumn, scratch});
  try {
    const {layer, valueKind} = await chooseLayer(source, options.layer, 'auto');
    const features = mapFeatures(layer.features, options.resolver, 'drop');
    requireGenes(source.path, layer.features, features);
    requireOneSpecies(source.path, layer.features, features);
    const none = {donor: null, sample: null, condition: null, tissue: null};
    const {label} = await annotate(source, undefined, {label: options.labelColumn, ...none});
    return {
      ...{kind: source.kind, layer: layer.name},
      matrix: {
        ...{symbols: features.symbols, valueKind},
        batches: () => foldLayer(source, layer, {features, valueKind, logBase: Math.E}),
      },
      names: source.cellIds.map((cellId, cell) => ({cellId, label: label?.[cell] ?? null})),
      warnings: [
        ...speciesWarnings(layer.features.length, features.steps.case),
        ...doubledBarcodes(source.cellIds),
      ],
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function filesOf(path: string): string[] {
  if (!statSync(path, {throwIfNoEntry: false})?.isDirectory()) return [path];
  const entries = readdirSync(path, {withFileTypes: true}).filter(entry => !entry.isDirectory());
  if (entries.length > 0) return entries.map(({name}) => join(path, name)).sort();
  throw new Error(
    `${path}: found no file in the folder, expected those of a 10x matrix (matrix.mtx, features.tsv, barcodes.tsv) or of a Zarr store`,
  );
}
