// Where a name lies: among the genes of the training sets that share its words. Two names mean the same as far as they lie
// at the same genes, whatever words they use: "ribosome biogenesis" lies near "rRNA processing", with which it shares none.
// Words as the sum of the contexts they stand in, weighted by idf: Salton & Buckley 1988 (Inf. Process. Manag. 24:513);
// Deerwester et al. 1990 (J. Am. Soc. Inf. Sci. 41:391). The contexts are sets of genes here.
import {type GeneSetTable, genesOf, setCount} from '../../genes/sets/gene-set-table.ts';
import {wordsOf} from './compare-words.ts';

/** Where a word lies: the mean of its sets at its genes, and the length of that mean less the mean of all sets. */
interface PlacedWord {
  genes: Int32Array;
  mean: Float64Array;
  length: number;
  idf: number;
}

/** The places of words, known from training sets alone. A set is a vector of length 1 over genes. */
export class NameSpace {
  readonly #training: GeneSetTable;
  /** Word → rows of the training sets whose names hold it. */
  readonly #rowsOf = new Map<string, number[]>();
  /** Mean of all sets. Shape (G). */
  readonly #mean: Float64Array;
  readonly #words = new Map<string, PlacedWord>();

  constructor(training: GeneSetTable) {
    this.#training = training;
    for (const [row, name] of training.names.entries()) {
      for (const word of wordsOf(name)) {
        const rows = this.#rowsOf.get(word);
        if (rows) rows.push(row);
        else this.#rowsOf.set(word, [row]);
      }
    }
    this.#mean = this.#meanOf(Array.from(training.names.keys()));
  }

  /**
   * Cosine of two names, −1..1: 0 for names that lie no nearer to each other than names do on average, and where `name`
   * has no word of a training set; NaN where `trueName` has none.
   */
  likeness(name: string, trueName: string): number {
    const truth = this.#vectorOf(trueName);
    if (!truth) return Number.NaN;
    const vector = this.#vectorOf(name);
    return vector ? cosine(vector, truth) : 0;
  }

  /** Σ idf · place over the words that training sets have; undefined where there are none. Shape (G). */
  #vectorOf(name: string): Float64Array | undefined {
    const known = wordsOf(name).filter(word => this.#rowsOf.has(word));
    if (known.length === 0) return undefined;
    const vector = new Float64Array(this.#mean.length);
    let common = 0;
    for (const {genes, mean, length, idf} of known.map(word => this.#place(word))) {
      // A place of length 1, so that a word counts by its idf alone; a word of all sets lies nowhere.
      const weight = length > 0 ? idf / length : 0;
      for (const [i, gene] of genes.entries()) vector[gene] += weight * mean[i];
      common += weight;
    }
    return vector.map((value, gene) => value - common * this.#mean[gene]);
  }

  #place(word: string): PlacedWord {
    const kept = this.#words.get(word);
    if (kept) return kept;
    const rows = this.#rowsOf.get(word) as number[];
    const all = this.#meanOf(rows);
    const less = all.map((value, gene) => value - this.#mean[gene]);
    const genes = Int32Array.from(all.keys()).filter(gene => all[gene] > 0);
    const placed = {
      ...{genes, mean: Float64Array.from(genes, gene => all[gene])},
      length: Math.sqrt(dot(less, less)),
      idf: Math.log(setCount(this.#training) / rows.length),
    };
    this.#words.set(word, placed);
    return placed;
  }

  /** Shape (G). */
  #meanOf(rows: readonly number[]): Float64Array {
    const mean = new Float64Array(this.#training.symbols.length);
    for (const row of rows) {
      const genes = genesOf(this.#training, row);
      const share = 1 / (Math.sqrt(genes.length) * rows.length);
      for (const gene of genes) mean[gene] += share;
    }
    return mean;
  }
}

function cosine(a: Float64Array, b: Float64Array): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths > 0 ? dot(a, b) / lengths : 0;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
