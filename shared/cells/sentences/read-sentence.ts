// Generated cell sentences read back: which words are genes, at which position, and the expression they stand for
// (Levine et al. 2023, bioRxiv 2023.09.11.557287).
import type {SparseRows} from '../../stats/sparse-rows.ts';
import {expressionAt, type RankLine} from './rank-model.ts';

/** Genes of a generated sentence. */
export interface SentenceGenes {
  /** Columns of the distinct genes, in order of first mention. Shape (genes). */
  genes: Int32Array;
  /** Mean 0-based position of each among all words; words that are no gene hold theirs. Shape (genes). */
  positions: Float64Array;
  words: number;
  /** Words that are a gene, repeats included. */
  geneWords: number;
}

/** Reads the words of a sentence, as they are (no case folding); `columnOf` knows the genes. */
export function readSentence(
  words: readonly string[],
  columnOf: ReadonlyMap<string, number>,
): SentenceGenes {
  const mentions = new Map<number, {sum: number; count: number}>();
  let geneWords = 0;
  words.forEach((word, position) => {
    const column = columnOf.get(word);
    if (column === undefined) return;
    geneWords++;
    const seen = mentions.get(column);
    mentions.set(column, {sum: (seen?.sum ?? 0) + position, count: (seen?.count ?? 0) + 1});
  });
  return {
    genes: Int32Array.from(mentions.keys()),
    positions: Float64Array.from(mentions.values(), ({sum, count}) => sum / count),
    words: words.length,
    geneWords,
  };
}

/** Mean over sentences: share of words that are genes, and of these the share that are distinct. */
export function sentenceShares(sentences: readonly SentenceGenes[]) {
  const valid = sentences.map(({words, geneWords}) => (words === 0 ? 0 : geneWords / words));
  const unique = sentences
    .filter(({geneWords}) => geneWords > 0)
    .map(({genes, geneWords}) => genes.length / geneWords);
  return {validGeneShare: mean(valid), uniqueGeneShare: mean(unique)};
}

/**
 * Expression of each sentence (row): intercept + slope · log10(1 + mean position), absent genes 0. The line falls below
 * 0 far down a sentence; expression does not, so such genes are 0, and `clipped` counts them.
 */
export function reconstructExpression(
  sentences: readonly SentenceGenes[],
  line: RankLine,
  columnCount: number,
): {expression: SparseRows; clipped: number} {
  const offsets = new Int32Array(sentences.length + 1);
  const stored = sentences.reduce((sum, {genes}) => sum + genes.length, 0);
  const columns = new Int32Array(stored);
  const values = new Float64Array(stored);
  let at = 0;
  sentences.forEach(({genes, positions}, row) => {
    genes.forEach((gene, i) => {
      const value = expressionAt(line, positions[i]);
      if (value <= 0) return;
      columns[at] = gene;
      values[at++] = value;
    });
    offsets[row + 1] = at;
  });
  const rows = {rowCount: sentences.length, columnCount, offsets};
  const expression = {...rows, columns: columns.subarray(0, at), values: values.subarray(0, at)};
  return {expression, clipped: stored - at};
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
