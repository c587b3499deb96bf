// BM25 (Robertson & Zaragoza 2009): how well names of known sets match the words of another.

const K1 = 1.2;
const B = 0.75;

/** Scores of all documents for a query; both are lists of words. Shape (number of documents). */
export function bm25(
  documents: readonly ArrayLike<number>[],
): (query: Iterable<number>) => Float64Array {
  const holders = new Map<number, Map<number, number>>();
  for (const [i, words] of documents.entries()) {
    for (const word of Array.from(words)) {
      const counts = holders.get(word) ?? new Map<number, number>();
      holders.set(word, counts.set(i, (counts.get(i) ?? 0) + 1));
    }
  }
  const mean = documents.reduce((sum, {length}) => sum + length, 0) / documents.length;
  return query => {
    const scores = new Float64Array(documents.length);
    for (const word of new Set(query)) {
      const counts = holders.get(word);
      if (!counts) continue;
      const idf = Math.log(1 + (documents.length - counts.size + 0.5) / (counts.size + 0.5));
      for (const [i, count] of counts) {
        const norm = K1 * (1 - B + (B * documents[i].length) / mean);
        scores[i] += (idf * count * (K1 + 1)) / (count + norm);
      }
    }
    return scores;
  };
}
