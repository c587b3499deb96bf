// Lets a model of gene sets say which genes a cell has beside those it is shown: it completes them as a gene set.
import type {HiddenGenes} from '../../cells/scores/knn-imputer.ts';
import {expressionAt, type RankLine} from '../../cells/sentences/rank-model.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import {topIndices} from '../../stats/score-order.ts';
import type {Completer} from './completer.ts';

/** How the model's tokens and the matrix's columns name the same genes. */
export interface GeneMap {
  /** Token of each column, −1 for genes that the model does not know. Shape (genes). */
  tokenOf: Int32Array;
  /** Column of each token, −1 for genes that the matrix does not have, and for the end token. Shape (V). */
  columnOf: Int32Array;
}

/** log10(1 + expression) of every gene of the matrix for each cell, by what is shown of it. Each of shape (genes). */
export type GeneValuer = (questions: readonly HiddenGenes[]) => Promise<Float64Array[]>;

export interface ImputeOptions {
  /** Genes shown to the model of each cell, the highest; null for all. */
  promptGenes: number | null;
  /** Genes named for each cell, at most. */
  namedGenes: number;
  /** Share of a cell's genes that is hidden: what is named stands at ranks that far apart. */
  hideShare: number;
  line: RankLine;
  /** Expression of the genes named; null to take it from the rank model and the place. */
  valuer: GeneValuer | null;
  onProgress(done: number): void;
}

/** Genes named for one cell, best first. */
export interface CompletedCell {
  columns: Int32Array;
  /** log10(1 + expression) of each. */
  values: Float64Array;
}

/** Cells completed in one call; bounds memory to this many rows of V scores. */
const BATCH = 64;

/** Matches genes by symbol; `symbols`: of the matrix, `tokens`: of the vocabulary. */
export function matchGenes(
  symbols: readonly string[],
  tokens: ReadonlyMap<string, number>,
  vocabSize: number,
): GeneMap {
  const tokenOf = Int32Array.from(symbols, symbol => tokens.get(symbol) ?? -1);
  const columnOf = new Int32Array(vocabSize).fill(-1);
  tokenOf.forEach((token, column) => {
    if (token >= 0) columnOf[token] = column;
  });
  return {tokenOf, columnOf};
}

/** Fails for a vocabulary of another size than the model's, both with the end token. */
export function requireModelOf(vocabulary: number, model: number): void {
  if (vocabulary === model) return;
  throw new Error(
    `The model knows ${model} tokens, the vocabulary has ${vocabulary}; expected the vocabulary that the model was trained with. Connect both to the same tokenize run.`,
  );
}

/** What the model names for each cell; only genes of the matrix, none of those shown. */
export async function imputeWithCompleter(
  completer: Completer,
  questions: readonly HiddenGenes[],
  genes: GeneMap,
  options: ImputeOptions,
): Promise<CompletedCell[]> {
  const completed: CompletedCell[] = [];
  for (const part of batchesOf(questions, BATCH)) {
    const scores = await completer.rank(part.map(question => toPrompt(question, genes, options)));
    const values = await options.valuer?.(part);
    part.forEach((question, i) => {
      completed.push(nameGenes(scores[i], question, genes, {...options, values: values?.[i]}));
    });
    options.onProgress(completed.length);
  }
  return completed;
}

/** Tokens of the columns that the model knows, ascending, so that sums of floats do not depend on the matrix's columns. */
export function toTokens(columns: ArrayLike<number>, tokenOf: Int32Array): Int32Array {
  return Int32Array.from(columns, column => tokenOf[column])
    .filter(token => token >= 0)
    .sort();
}

/** Tokens of the highest genes shown, highest first. */
function toPrompt(
  {shown, shownValues}: HiddenGenes,
  {tokenOf}: GeneMap,
  {promptGenes}: ImputeOptions,
): Int32Array {
  const order = Array.from(shown.keys())
    .filter(i => tokenOf[shown[i]] >= 0)
    .sort((a, b) => shownValues[b] - shownValues[a] || shown[a] - shown[b]);
  return Int32Array.from(order.slice(0, promptGenes ?? order.length), i => tokenOf[shown[i]]);
}

function nameGenes(
  scores: Float64Array,
  {shown}: HiddenGenes,
  {tokenOf, columnOf}: GeneMap,
  {namedGenes, hideShare, line, values}: ImputeOptions & {values: Float64Array | undefined},
): CompletedCell {
  const open = scores.map((score, token) =>
    columnOf[token] < 0 ? Number.NEGATIVE_INFINITY : score,
  );
  // Shown genes beyond the prompt are no candidates either.
  for (const column of shown)
    if (tokenOf[column] >= 0) open[tokenOf[column]] = Number.NEGATIVE_INFINITY;
  const named = topIndices(open, namedGenes);
  const columns = Int32Array.from(named, token => columnOf[token]);
  const expression = Float64Array.from(columns, (column, place) =>
    values ? values[column] : expressionAtPlace(line, place, hideShare),
  );
  return {columns, values: expression};
}

/**
 * Expression of the gene named at a 0-based place: hidden genes are drawn evenly from a cell's ranks, so the i-th best of
 * them stands at rank (i + ½) / share − ½ of the whole cell on average. Never below 0.
 */
export function expressionAtPlace(line: RankLine, place: number, hideShare: number): number {
  return Math.max(0, expressionAt(line, (place + 0.5) / hideShare - 0.5));
}
