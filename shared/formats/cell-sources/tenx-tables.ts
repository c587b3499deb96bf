// The lists beside a Matrix Market file: features.tsv (genes.tsv) and barcodes.tsv, as Cell Ranger, STARsolo, R and
// people write them.
import type {Feature} from '../../cells/import/cell-source.ts';
import {areEnsemblIds} from '../../cells/import/map-features.ts';
import {areRowPositions} from '../../cells/import/row-positions.ts';
import {readTable} from './delimited-table.ts';

/** What a first line says that is a header. */
const HEADERS =
  /^(x|v1|barcodes?|cells?|cell_?id|index|genes?|features?|gene_?ids?|gene_?names?|gene_?symbols?|symbols?|id|ensembl(_?gene)?(_?id)?)$/i;

/** Reads features: id, symbol and kind, or symbol and id, or symbols alone. */
export async function readFeatureList(path: string): Promise<Feature[]> {
  const rows = await readRows(path);
  const column = (place: number) => rows.map(row => row[place] ?? '');
  const isTurned = !areEnsemblIds(column(0)) && areEnsemblIds(column(1));
  const [idPlace, namePlace] = isTurned ? [1, 0] : [0, 1];
  return rows.map(row => ({
    ...{name: row[namePlace] || row[idPlace], id: row[idPlace] ?? null},
    ...(row.length > 2 && {kind: row[2]}),
  }));
}

/** Reads barcodes, the first column that is no number of a row. */
export async function readBarcodes(path: string): Promise<string[]> {
  return (await readRows(path)).map(([barcode]) => barcode);
}

async function readRows(path: string): Promise<string[][]> {
  const {rows} = await readTable(path);
  const [first, second] = rows;
  const isHeader = first !== undefined && HEADERS.test(first[0]) && second?.[0] !== undefined;
  const body = isHeader ? rows.slice(1) : rows;
  const isNumbered = (body[0]?.length ?? 0) > 1 && areRowPositions(body.map(row => row[0]));
  return isNumbered ? body.map(row => row.slice(1)) : body;
}
