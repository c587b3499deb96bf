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
  /** Of the true name asked for last: all methods' names of a set are held against it, one after another. */
  #truth?: {name: string; vector: Float64Array | undefined};

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
    if (this.#truth?.name !== trueName) {
      this.#truth = {name: trueName, vector: this.#vectorOf(trueName)};
    }
    const truth = this.#truth.vector;
    if (!truth) return Number.NaN;
    const vector = this.#vectorOf(name);
    return vector ? cosine(vector, truth) : 0;
  }

  /** Σ idf · place over the words that training sets have; undefined where there are none. Shape (G). */
  #vectorOf(name: string): Float64Array | undefined {
    const known = wordsOf(name).filter(word => this.#rowsOf.has(word));
    if (known.length === 0) return undefined;
    const all = this.#mean;
    const vector = new Float64Array(all.length);
    let common = 0;
    for (const {genes, mean, length, idf} of known.map(word => this.#place(word))) {
      // A place of length 1, so that a word counts by its idf alone; a word of all sets lies nowhere.
      const weight = length > 0 ? idf / length : 0;
      for (let i = 0; i < genes.length; i++) vector[genes[i]] += weight * mean[i];
      common += weight;
    }
    for (let gene = 0; gene < vector.length; gene++) vector[gene] -= common * all[gene];
    return vector;
  }

  #place(word: string): PlacedWord {
    const kept = this.#words.get(word);
    if (kept) return kept;
    const rows = this.#rowsOf.get(word) as number[];
    const all = this.#meanOf(rows);
    let squares = 0;
    for (let gene = 0; gene < all.length; gene++) {
      const less = all[gene] - this.#mean[gene];
      squares += less * less;
    }
    const genes = placesAboveZero(all);
    const placed = {
      ...{genes, mean: Float64Array.from(genes, gene => all[gene])},
      length: Math.sqrt(squares),
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

function placesAboveZero(values: Float64Array): Int32Array {
  const places = new Int32Array(values.length);
  let count = 0;
  for (let place = 0; place < values.length; place++) {
    if (values[place] > 0) places[count++] = place;
  }
  return places.slice(0, count);
}

/** The three sums in one loop: each waits for its own additions alone. */
function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  const lengths = Math.sqrt(aa * bb);
  return lengths > 0 ? ab / lengths : 0;
}
