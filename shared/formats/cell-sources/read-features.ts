// Names, ids and kinds of features out of a data frame of genes (var): from the index or from the columns that hold them.
import type {Feature} from '../../cells/import/cell-source.ts';
import {areEnsemblIds} from '../../cells/import/map-features.ts';
import {areRowPositions} from '../../cells/import/row-positions.ts';
import type {Column} from './array-store.ts';
import type {H5Frame} from './h5-frame.ts';

/** Columns of var that hold symbols where the index has ids: CELLxGENE's first, then what others use. */
const SYMBOL_COLUMNS = [
  ...['feature_name', 'gene_symbols', 'gene_symbol', 'symbol', 'symbols', 'gene_name'],
  ...['gene_names', 'hgnc_symbol', 'gene_short_name', 'features', 'gene', 'genes', 'name'],
];
/** Columns of var that hold ids where the index has symbols. */
const ID_COLUMNS = [
  ...[
    'gene_ids',
    'gene_id',
    'ensembl_id',
    'feature_id',
    'ensembl_ids',
    'ensembl',
    'ensembl_gene_id',
  ],
];
/** Columns of var that say what kind of feature each is: scanpy's and CELLxGENE's. */
const KIND_COLUMNS = ['feature_types', 'feature_type'];

/** Reads the features of the frame `name`; `symbolColumn`: the column with symbols, null to find it. */
export async function readFeatures(
  path: string,
  frame: H5Frame,
  name: string,
  symbolColumn: string | null,
): Promise<Feature[]> {
  const kinds = await findColumn(frame, KIND_COLUMNS);
  const named = await nameFeatures(path, frame, name, symbolColumn);
  return named.map((feature, row) => ({
    ...feature,
    ...(kinds && {kind: kinds[row] ?? ''}),
  }));
}

async function nameFeatures(
  path: string,
  frame: H5Frame,
  name: string,
  symbolColumn: string | null,
): Promise<Feature[]> {
  if (symbolColumn !== null && !frame.columns.includes(symbolColumn)) {
    throw new Error(
      `${path}: found no column '${symbolColumn}' in ${name}; it has ${frame.columns.join(', ') || 'none'}. Name one of them with --set import-cells.symbolColumn=NAME.`,
    );
  }
  const {index} = frame;
  const isNumbered = areRowPositions(index);
  const wanted = symbolColumn === null ? SYMBOL_COLUMNS : [symbolColumn];
  const hasSymbols = !isNumbered && !areEnsemblIds(index) && symbolColumn === null;
  const symbols = hasSymbols ? undefined : await findColumn(frame, wanted, symbolColumn !== null);
  const ids = isNumbered || !symbols ? await findColumn(frame, ID_COLUMNS) : index;
  if (isNumbered && !symbols && !ids) throw numbered(path, frame, name);
  return index.map((own, row) => {
    const id = ids?.[row] ?? null;
    const symbol = symbols?.[row] ?? (isNumbered ? id : own);
    return {name: symbol ?? '', id};
  });
}

/** The first of these columns that is there and, unless a user named it, holds more than the numbers of its rows. */
async function findColumn(
  frame: H5Frame,
  names: readonly string[],
  isNamed = false,
): Promise<Column | undefined> {
  for (const name of names) {
    if (!frame.columns.includes(name)) continue;
    const column = await frame.column(name);
    if (isNamed || !areRowPositions(column)) return column;
  }
  return undefined;
}

function numbered(path: string, {index, columns}: H5Frame, name: string): Error {
  return new Error(
    `${path}: ${name} names its features by the numbers of their rows (${index.slice(0, 3).join(', ')} …), and none of its columns (${columns.join(', ') || 'it has none'}) is known to hold symbols or ids; expected gene symbols or Ensembl ids. Name the column that has them with --set import-cells.symbolColumn=NAME, or set them in Python: adata.var_names = symbols.`,
  );
}
