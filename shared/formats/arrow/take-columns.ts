// Columns of an Arrow batch as typed arrays, checked: no nulls, as many values as rows, offsets that part the values.
import type {Data, Schema} from 'apache-arrow';
import {checkPointers, damaged, unreadable} from '../check-index.ts';
import {ARROW} from './check-arrow-file.ts';

/** Column → its type as Arrow names it. */
export function columnTypes(path: string, {fields}: Schema): Record<string, string> {
  try {
    return Object.fromEntries(fields.map(({name, type}) => [name, String(type)]));
  } catch (error) {
    throw unreadable(path, ARROW, error);
  }
}

/** The columns in one line, for comparing and for messages. */
export function listColumns(path: string, schema: Schema): string {
  const types = Object.entries(columnTypes(path, schema));
  return types.map(([name, type]) => `${name} ${type}`).join(', ');
}

/** The values of a column of numbers, or of places in a dictionary. */
export function takeValues<T extends ArrayLike<unknown>>(
  path: string,
  column: string,
  data: Data | undefined,
  rows: number,
): T {
  if (data?.length !== rows || data.values.length < rows) {
    const found = data ? `${Math.min(data.length, data.values.length)} values` : 'nothing';
    throw damaged(path, `column ${column}`, found, `${rows} values`);
  }
  if (data.nullCount > 0) {
    throw damaged(path, `column ${column}`, `${data.nullCount} nulls`, 'a value in each row');
  }
  return data.values.subarray(0, rows);
}

/** The lists of a column: where each starts, and the data of all their values. */
export function takeLists(
  path: string,
  column: string,
  data: Data | undefined,
  rows: number,
): {offsets: Int32Array; items: Data; size: number} {
  const items = data?.children[0];
  if (!items || data.length !== rows) {
    throw damaged(path, `column ${column}`, `${data?.length ?? 'no'} lists`, `${rows} lists`);
  }
  if (data.nullCount > 0) {
    throw damaged(path, `column ${column}`, `${data.nullCount} nulls`, 'a list in each row');
  }
  const offsets: Int32Array = data.valueOffsets.subarray(0, rows + 1);
  checkPointers(path, `column ${column}, offsets`, offsets, rows, items.length);
  return {offsets, items, size: items.length};
}
