// BM25 (Robertson & Zaragoza 2009): how well documents match the words of a query.

const K1 = 1.2;
const B = 0.75;

/** A function from a query's words to the scores of all documents, lists of words. Shape (number of documents). */
export function bm25(
  documents: readonly (readonly string[])[],
): (query: Iterable<string>) => Float64Array {
  const mean = documents.reduce((sum, {length}) => sum + length, 0) / documents.length;
  const normOf = (document: number) => K1 * (1 - B + (B * documents[document].length) / mean);
  return query => {
    const scores = new Float64Array(documents.length);
    for (const counts of countWords(documents, query)) {
      const idf = Math.log(1 + (documents.length - counts.size + 0.5) / (counts.size + 0.5));
      for (const [document, count] of counts) {
        scores[document] += (idf * count * (K1 + 1)) / (count + normOf(document));
      }
    }
    return scores;
  };
}

/** For each distinct word of the query the documents that hold it, with how often. */
function countWords(documents: readonly (readonly string[])[], query: Iterable<string>) {
  const holders = new Map(Array.from(query, word => [word, new Map<number, number>()]));
  for (const [document, words] of documents.entries()) {
    for (const word of words) {
      const counts = holders.get(word);
      counts?.set(document, (counts.get(document) ?? 0) + 1);
    }
  }
  return holders.values();
}
