// Labels of cells as a table by barcode, tab-separated, plain or gzip: a header, then one cell a line.
import {labelOf} from '../../cells/import/missing-labels.ts';
import {readWholeText} from '../text-file.ts';

export interface LabelTable {
  path: string;
  columns: string[];
  /** A column in the order of `cellIds`, null for cells that the table lacks or leaves empty. */
  column(name: string, cellIds: readonly string[]): (string | null)[];
  /** How many of the cells have a line. */
  countKnown(cellIds: readonly string[]): number;
}

/** Headers of the column with barcodes; otherwise it is the first. */
const BARCODE_HEADERS = ['barcode', 'barcodes', 'cell', 'cell_id', 'cellid', 'index'];

/** Reads a table of labels. */
export async function readLabelTable(path: string): Promise<LabelTable> {
  const lines = (await readWholeText(path)).split(/\r?\n/).filter(line => line !== '');
  const header = (lines[0] ?? '').split('\t');
  if (header.length < 2) {
    throw new Error(
      `${path}:1: found ${header.length} column (${header[0].slice(0, 60)}), expected a tab-separated header with a barcode and at least one label. Separate the columns by tabs.`,
    );
  }
  const found = header.findIndex(name => BARCODE_HEADERS.includes(name.toLowerCase()));
  const key = Math.max(0, found);
  const rows = new Map<string, string[]>();
  lines.slice(1).forEach((line, place) => {
    const row = line.split('\t');
    checkRow(path, place + 2, row, header, rows.has(row[key]));
    rows.set(row[key], row);
  });
  return {
    path,
    columns: header.filter((_, place) => place !== key),
    column: (name, cellIds) => {
      const place = header.indexOf(name);
      return cellIds.map(cell => labelOf(rows.get(cell)?.[place] ?? ''));
    },
    countKnown: cellIds => cellIds.filter(cell => rows.has(cell)).length,
  };
}

function checkRow(
  path: string,
  line: number,
  row: readonly string[],
  header: readonly string[],
  isRepeated: boolean,
): void {
  if (row.length !== header.length) {
    throw new Error(
      `${path}:${line}: found ${row.length} columns, expected ${header.length} as in the header (${header.join(', ')})`,
    );
  }
  if (isRepeated) {
    throw new Error(
      `${path}:${line}: the barcode stands in an earlier line too, expected one line a cell`,
    );
  }
}
