// Checks of arrays that index others, as files hold them: before memory is asked for, and before anything looks there.

/** What to do about a file whose numbers cannot be. */
export const DAMAGED = 'The file is damaged: copy, download or make it again.';

/** The error of a file: where in it, what was found there and what was expected. */
export function damaged(path: string, where: string, found: string, expected: string): Error {
  return new Error(`${path}: ${where}: found ${found}, expected ${expected}. ${DAMAGED}`);
}

/** The error of a file that a library could not read, in place of what the library said about its own code. */
export function unreadable(path: string, format: string, error: unknown): Error {
  const {name, message} = error instanceof Object ? (error as Error) : new Error(String(error));
  const isRaw = /^(Type|Range|Reference|Syntax)Error$/.test(name);
  const reason = /allocation failed|out of memory|array length|memory access/i.test(message)
    ? 'it asks for more memory than there is'
    : isRaw
      ? 'its parts contradict each other'
      : message.split('\n')[0];
  return new Error(`${path}: cannot be read as ${format}: ${reason}. ${DAMAGED}`);
}

/** Fails unless the pointers part `total` entries into `lists` lists: from 0, never descending, up to the total. */
export function checkPointers(
  path: string,
  where: string,
  pointers: ArrayLike<number>,
  lists: number,
  total: number,
): void {
  if (pointers.length !== lists + 1) {
    throw damaged(path, where, `${pointers.length} pointers`, `${lists + 1} for ${lists} lists`);
  }
  if (pointers[0] !== 0) throw damaged(path, where, `${pointers[0]} at the start`, '0');
  for (let i = 0; i < lists; i++) {
    const [from, to] = [pointers[i], pointers[i + 1]];
    if (to >= from && to === Math.floor(to)) continue;
    throw damaged(
      path,
      where,
      `${to} after ${from} (list ${i})`,
      'whole numbers that never descend',
    );
  }
  if (pointers[lists] !== total) {
    throw damaged(path, where, `${pointers[lists]} at the end`, `${total}, the number of entries`);
  }
}

/** Fails unless each index is a whole number in `first` … `end` - 1. */
export function checkIndices(
  path: string,
  where: string,
  indices: ArrayLike<number>,
  end: number,
  first = 0,
): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (index >= first && index < end && index === Math.floor(index)) continue;
    const expected = end > first ? `${first}..${end - 1}` : 'none';
    throw damaged(path, where, `index ${index} at place ${i}`, expected);
  }
}

/** Fails unless the number is whole and in `least` … `most`. */
export function checkCount(
  path: string,
  where: string,
  count: number,
  most: number,
  least = 0,
): void {
  if (Number.isSafeInteger(count) && count >= least && count <= most) return;
  throw damaged(path, where, String(count), `a whole number in ${least}..${most}`);
}

/** Fails unless the rows of a table are numbered from 0 upwards in `column`: they stand beside the rows of another. */
export function checkNumbered<Column extends string>(
  path: string,
  column: Column,
  rows: readonly Record<Column, number>[],
): void {
  const odd = rows.findIndex((row, i) => row[column] !== i);
  if (odd < 0) return;
  throw damaged(path, `row ${odd + 1}, column '${column}'`, String(rows[odd][column]), String(odd));
}

/** Fails unless two lists of a row have one length, or the second, which may be missing, none. */
export function checkBeside(
  path: string,
  where: string,
  list: ArrayLike<unknown>,
  beside: ArrayLike<unknown>,
): void {
  if (beside.length === list.length || beside.length === 0) return;
  throw damaged(path, where, `${beside.length} values`, `${list.length}, one a gene, or none`);
}
