// Labels of cells as a table by barcode, plain or gzip: a header, then one cell a line, as R, pandas and people write it.
import {type Join, joinByBarcode} from '../../cells/import/join-by-barcode.ts';
import {labelOf} from '../../cells/import/missing-labels.ts';
import {type DelimitedTable, readTable} from './delimited-table.ts';

export interface LabelTable {
  path: string;
  columns: string[];
  /** A column in the order of the cells, null for cells that the table lacks or leaves empty. */
  column(name: string): (string | null)[];
  /** What a reader of the import should know about the join, if anything. */
  warnings: string[];
}

/** What the first column is called where the header has no name for it, as R writes row names. */
const ROW_NAMES = '';

/** Reads a table of labels and joins it to the cells of `source`. */
export async function readLabelTable(
  path: string,
  source: {path: string; cellIds: readonly string[]},
): Promise<LabelTable> {
  const table = await readTable(path);
  const header = headerOf(path, table, source.cellIds);
  const rows = table.rows.slice(1);
  rows.forEach((row, place) => void checkRow(path, table.lines[place + 1], row, header));
  const joined = joinByBarcode(header, rows, source.cellIds);
  checkJoin(path, table, joined, source);
  return {
    path,
    columns: header.filter((_, place) => place !== joined.key),
    column(name) {
      const place = header.indexOf(name);
      return Array.from(joined.lineOf, line => (line < 0 ? null : labelOf(rows[line][place])));
    },
    warnings: warningsOf(path, joined, rows.length),
  };
}

function headerOf(path: string, {rows}: DelimitedTable, cellIds: readonly string[]): string[] {
  const [first = [], second] = rows;
  // R's write.table leaves out the name of the column with row names.
  const header = second?.length === first.length + 1 ? [ROW_NAMES, ...first] : first;
  if (header.length < 2) {
    throw new Error(
      `${path}:1: found ${header.length} column (${(header[0] ?? '').slice(0, 60)}), expected a header with a barcode and at least one label. Separate the columns by tabs or commas.`,
    );
  }
  const cell = first.find(field => cellIds.includes(field));
  if (cell === undefined) return header;
  throw new Error(
    `${path}:1: found the barcode ${cell} in the first line, expected a header. Put one before it, e.g. barcode and cell_type, with a tab between them.`,
  );
}

function checkRow(
  path: string,
  line: number,
  row: readonly string[],
  header: readonly string[],
): void {
  if (row.length === header.length) return;
  throw new Error(
    `${path}:${line}: found ${row.length} columns, expected ${header.length} as in the header (${header.join(', ')})`,
  );
}

function checkJoin(
  path: string,
  {rows, lines}: DelimitedTable,
  {key, lineOf, strangers, repeatedLine, repeatedCell}: Join,
  {path: source, cellIds}: {path: string; cellIds: readonly string[]},
): void {
  if (repeatedLine !== undefined) {
    throw new Error(
      `${path}:${lines[repeatedLine + 1]}: the barcode ${rows[repeatedLine + 1][key]} stands in an earlier line too, with other labels; expected one line a cell, or the lines in the order of the cells`,
    );
  }
  if (repeatedCell !== undefined) {
    throw new Error(
      `${path}: cannot tell which cell a line is about: ${source} has several cells with the barcode ${repeatedCell}. Make barcodes unique (adata.obs_names_make_unique()), or give one line for every cell, in the order of the cells.`,
    );
  }
  if (lineOf.some(line => line >= 0)) return;
  throw new Error(
    `${path}: found none of the ${cellIds.length} barcodes of ${source} (${cellIds.slice(0, 2).join(', ')} …) in any column; column '${rows[0].length === rows[1]?.length ? rows[0][key] : ''}' has ${strangers.slice(0, 2).join(', ')} …; expected the same barcodes. Bring the barcodes to one spelling.`,
  );
}

function warningsOf(path: string, {lineOf, strangers, withoutEndings}: Join, lines: number) {
  const missing = lineOf.filter(line => line < 0).length;
  const warnings: string[] = [];
  if (withoutEndings) {
    warnings.push(
      `${path}: its barcodes agree with those of the cells only without endings such as -1; they are joined so.`,
    );
  }
  if (strangers.length > 0) {
    warnings.push(
      `${path}: ${strangers.length} of ${lines} lines have a barcode that no cell has (${strangers.slice(0, 2).join(', ')}${strangers.length > 2 ? ' …' : ''}), and ${missing} of ${lineOf.length} cells have no line. Look whether both are of the same cells.`,
    );
  }
  return warnings;
}
