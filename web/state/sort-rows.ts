// Order of rows, and the way of the arrow keys through them.

export interface SortOrder {
  column: number;
  isDown: boolean;
}

/** Rows by a value, equals as they stood. */
export function sortRows<Row>(
  rows: readonly Row[],
  sortBy: ((row: Row) => number | string) | undefined,
  isDown: boolean,
): Row[] {
  if (sortBy === undefined) return [...rows];
  const sign = isDown ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(sortBy(a), sortBy(b)));
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'string' || typeof b === 'string') {
    return String(a).localeCompare(String(b), 'en', {numeric: true});
  }
  return a - b;
}

/** The row that a key leads to; undefined where it leads nowhere or no row has the focus. */
export function nextRow(key: string, row: number, rows: number): number | undefined {
  if (row < 0) return undefined;
  const next = {ArrowDown: row + 1, ArrowUp: row - 1, Home: 0, End: rows - 1}[key];
  return next !== undefined && next >= 0 && next < rows ? next : undefined;
}
