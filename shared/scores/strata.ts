// Fixed bins of test sets, so that two runs compare: by likeness to what was trained on, by size, by library.

/** Bounds of the highest Jaccard similarity; at 0.5 and above a training set is nearly the same set. */
export const JACCARD_BOUNDS: readonly [number, number][] = [
  [0, 0.1],
  [0.1, 0.2],
  [0.2, 0.3],
  [0.3, 0.5],
  [0.5, 1],
];

/** Bounds, both inside, of the whole set's number of genes; gene-set libraries rarely keep fewer than 5. */
export const SIZE_BOUNDS: readonly [number, number | null][] = [
  [1, 10],
  [11, 20],
  [21, 50],
  [51, 100],
  [101, null],
];

export interface Strata {
  jaccard: {jaccard: [number, number]; rows: number[]}[];
  sizes: {size: [number, number | null]; rows: number[]}[];
  libraries: {library: string; rows: number[]}[];
}

/** Whether a Jaccard similarity is in a stratum; that of two equal sets, 1, belongs to the last. */
export function isWithin(
  similarity: number,
  [from, below]: readonly [from: number, below: number],
): boolean {
  return similarity >= from && (similarity < below || (below === 1 && similarity === 1));
}

/** Which sets, by their row, are in which stratum; libraries by name. */
export function partSets(
  sets: readonly {maxJaccard: number; setSize: number; library: string}[],
): Strata {
  const rowsWhere = (holds: (set: (typeof sets)[number]) => boolean) =>
    sets.flatMap((set, row) => (holds(set) ? [row] : []));
  const libraries = [...new Set(sets.map(({library}) => library))].sort();
  return {
    jaccard: JACCARD_BOUNDS.map(([from, below]) => ({
      jaccard: [from, below],
      rows: rowsWhere(({maxJaccard}) => isWithin(maxJaccard, [from, below])),
    })),
    sizes: SIZE_BOUNDS.map(([least, most]) => ({
      size: [least, most],
      rows: rowsWhere(({setSize}) => setSize >= least && setSize <= (most ?? setSize)),
    })),
    libraries: libraries.map(library => ({
      library,
      rows: rowsWhere(set => set.library === library),
    })),
  };
}
