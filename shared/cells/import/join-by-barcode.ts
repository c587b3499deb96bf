// Joins lines of a table to cells by barcode: which column has the barcodes, and which line is which cell's.

/** Most tables call it so; where no header does, or another column fits better, the barcodes themselves decide. */
const BARCODE_HEADERS = ['barcode', 'barcodes', 'cell', 'cell_id', 'cellid', 'index', ''];
/** The number of the sample that 10x puts behind a barcode, which some tools drop. */
const ENDING = /-\d+$/;

export interface Join {
  /** The column with barcodes. */
  key: number;
  /** Line of each cell, -1 for none. Shape (C). */
  lineOf: Int32Array;
  /** Barcodes in the table that are no cell's. */
  strangers: string[];
  /** Whether barcodes agree only without their endings. */
  withoutEndings: boolean;
  /** A line whose barcode stands in an earlier line, too, and two cells with one barcode, as far as either matters. */
  repeatedLine?: number;
  repeatedCell?: string;
}

/** Joins `rows` (without a header) to the cells by the column that has the most of their barcodes. */
export function joinByBarcode(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  cellIds: readonly string[],
): Join {
  const exact = bestColumn(header, rows, cellIds);
  if (exact.found > 0 || rows.length === 0) return join(rows, cellIds, exact.column);
  const bareIds = cellIds.map(withoutEnding);
  const bareRows = rows.map(row => row.map(withoutEnding));
  const bare = bestColumn(header, bareRows, bareIds);
  if (bare.found === 0) return join(rows, cellIds, exact.column);
  return {...join(bareRows, bareIds, bare.column), withoutEndings: true};
}

function withoutEnding(barcode: string): string {
  return barcode.replace(ENDING, '');
}

function bestColumn(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  cellIds: readonly string[],
): {column: number; found: number} {
  const cells = new Set(cellIds);
  const named = BARCODE_HEADERS.map(name =>
    header.findIndex(each => each.toLowerCase() === name),
  ).filter(place => place >= 0);
  const columns = [...new Set([...named, ...header.keys()])];
  const found = columns.map(column => ({
    column,
    found: new Set(rows.map(row => row[column]).filter(id => cells.has(id))).size,
  }));
  return found.reduce((best, each) => (each.found > best.found ? each : best), found[0]);
}

function join(rows: readonly (readonly string[])[], cellIds: readonly string[], key: number): Join {
  const barcodes = rows.map(row => row[key]);
  const whole = {key, withoutEndings: false};
  // Row by row where the table has the cells in their order: then barcodes may repeat.
  if (barcodes.length === cellIds.length && barcodes.every((id, row) => id === cellIds[row])) {
    return {...whole, lineOf: Int32Array.from(cellIds.keys()), strangers: []};
  }
  const places = new Map<string, number>();
  const cells = new Set<string>();
  let [repeatedLine, repeatedCell]: [number?, string?] = [];
  barcodes.forEach((id, row) => {
    const earlier = places.get(id);
    if (earlier === undefined) places.set(id, row);
    else if (rows[earlier].join('\t') !== rows[row].join('\t')) repeatedLine ??= row;
  });
  for (const id of cellIds) {
    if (cells.has(id) && places.has(id)) repeatedCell ??= id;
    cells.add(id);
  }
  return {
    ...whole,
    lineOf: Int32Array.from(cellIds, id => places.get(id) ?? -1),
    strangers: [...places.keys()].filter(id => !cells.has(id)),
    ...(repeatedLine !== undefined && {repeatedLine}),
    ...(repeatedCell !== undefined && {repeatedCell}),
  };
}
