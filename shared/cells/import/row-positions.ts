// Row numbers that stand where names should stand: what pandas writes as an index that nobody set.

const WHOLE = /^\d+(\.0)?$/;
/** More rows than any annotation of genes has; ids of NCBI Gene go far beyond it. */
const MOST_ROWS = 150_000;

/** Whether these are row numbers, or what is left of them after a filter: whole numbers that ascend, none too high. */
export function areRowPositions(names: readonly (string | null)[]): boolean {
  if (names.length < 2) return false;
  let last = -1;
  for (const name of names) {
    if (name === null || !WHOLE.test(name)) return false;
    const place = Number(name);
    if (place <= last || place > MOST_ROWS) return false;
    last = place;
  }
  return true;
}
