// Writes names for lists of genes with a trained GPT: beam search over words (Lowerre 1976, "The HARPY Speech Recognition
// System"; the length normalization of Wu et al. 2016, arXiv:1609.08144, section 7, without its constant).
import type {GptModel} from '../../engines/contract/engine.ts';
import {END_TOKEN} from '../../genes/tokens/token-shard.ts';
import {createRandom} from '../../stats/random.ts';
import {topIndices} from '../../stats/score-order.ts';
import type {NameRules} from './name-rules.ts';

/** A model that writes names, and what holds for its tokens. */
export interface NameWriter {
  model: Pick<GptModel, 'config' | 'scoreNext'>;
  /** V, tokens of genes; token V opens and closes a name, those after it are words. */
  geneTokens: number;
  rules: NameRules;
}

export interface NameOptions {
  /** Beginnings of a name that are followed at a time, and names returned for each list at most. */
  beams: number;
  /**
   * Names are ordered by ln P / tokens^lengthPower, the closing one counted: 0 for the most probable name, 1 for the one
   * whose words are most probable each. P falls with every word, so that 0 favours short names.
   */
  lengthPower: number;
  /** Most words of a name. */
  maxWords: number;
}

/** As chosen on validation sets (docs/name.md). */
export const NAME_DEFAULTS: NameOptions = {beams: 3, lengthPower: 1, maxWords: 16};

/** A name: its words as tokens, and its probability given the genes, among all texts of words. */
export interface WrittenName {
  words: number[];
  probability: number;
}

/** The beginning of a name, or a whole one; ln P of its words and, of a whole one, of the token that closes it. */
interface Beam {
  words: number[];
  logProbability: number;
}

/** The search for the names of one list: beginnings to follow, and the best names so far. */
interface Search {
  genes: Int32Array;
  open: Beam[];
  whole: Beam[];
}

/** Most genes that a name is written for: names are as good as for twice as many, at half the cost. */
export const MOST_GENES = 32;

/** Beginnings that are made longer side by side: as many as a group of prompts has in an engine. */
const BEAMS_AT_ONCE = 64;

/**
 * Up to `beams` names for each list of gene tokens, best first. Words and the token that closes names alone are considered,
 * and their probabilities sum to 1 at each place. No name holds a word twice or ends with one against the rules.
 */
export async function writeNames(
  writer: NameWriter,
  lists: readonly Int32Array[],
  options: NameOptions,
  onProgress: (done: number) => void = () => {},
): Promise<WrittenName[][]> {
  const searches = lists.map((genes): Search => {
    return {genes, open: [{words: [], logProbability: 0}], whole: []};
  });
  const listsAtOnce = Math.max(1, Math.floor(BEAMS_AT_ONCE / options.beams));
  let running: Search[] = [];
  // The place of a list that is done is taken by the next: the model always has many beginnings to compute.
  for (let started = 0; started < lists.length || running.length > 0; ) {
    const next = searches.slice(started, started + listsAtOnce - running.length);
    started += next.length;
    running.push(...next);
    await lengthen(writer, running, options);
    running = running.filter(({open}) => open.length > 0);
    onProgress(started - running.length);
  }
  return searches.map(({whole}) =>
    whole.map(({words, logProbability}) => ({words, probability: Math.exp(logProbability)})),
  );
}

/** The genes of a list as a name is written for them: in an order drawn by seed and stream, the first of them where they are many. */
export function drawGenes(genes: Int32Array, seed: number, stream: number): Int32Array {
  // Ascending first: the draw must not depend on the order that the list came in.
  return createRandom(seed, stream).shuffle(genes.toSorted()).subarray(0, MOST_GENES);
}

/** Makes the open beginnings of all searches longer by a word, or names of them. */
async function lengthen(
  writer: NameWriter,
  searches: readonly Search[],
  options: NameOptions,
): Promise<void> {
  const prompts = searches.flatMap(({genes, open}) =>
    open.map(({words}) => toPrompt(genes, words, writer)),
  );
  const scores = await writer.model.scoreNext(prompts);
  const V = writer.model.config.vocabSize;
  let first = 0;
  for (const search of searches) {
    const longer: Beam[] = [];
    for (const beam of search.open) {
      const extended = extend(beam, scores.subarray(first, first + V), writer, options.beams);
      first += V;
      search.whole.push(...extended.whole);
      longer.push(...extended.longer);
    }
    search.whole = best(search.whole, options, finalScore);
    search.open = promising(longer, search.whole, options);
  }
}

/** The end token, the genes, the token that opens a name, its words so far. */
function toPrompt(genes: Int32Array, words: readonly number[], {geneTokens}: NameWriter) {
  return Int32Array.of(END_TOKEN, ...genes, geneTokens, ...words);
}

/** What a beginning becomes by its `count` most probable next words, and as a whole name; `row`: ln P of all tokens. */
function extend(
  {words, logProbability}: Beam,
  row: Float32Array,
  {geneTokens, rules}: NameWriter,
  count: number,
): {whole: Beam[]; longer: Beam[]} {
  const firstWord = geneTokens + 1;
  const open = new Float64Array(row.subarray(firstWord));
  let sum = 0;
  for (const log of row.subarray(geneTokens)) sum += Math.exp(log);
  const total = Math.log(sum);
  for (const word of words) {
    const isSpent = !rules.mayRepeat[word] || words.indexOf(word) !== words.lastIndexOf(word);
    if (isSpent) open[word - firstWord] = Number.NEGATIVE_INFINITY;
  }
  const last = words.at(-1);
  const after = (log: number) => logProbability + log - total;
  return {
    whole:
      last !== undefined && rules.mayEnd[last]
        ? [{words, logProbability: after(row[geneTokens])}]
        : [],
    longer: Array.from(topIndices(open, count), place => ({
      words: [...words, firstWord + place],
      logProbability: after(open[place]),
    })),
  };
}

/**
 * The best beginnings that would be among the best names if they ended for nothing. A worse one could still catch up by
 * probable words, but seldom does, and to follow all costs several times as much.
 */
function promising(longer: Beam[], whole: readonly Beam[], options: NameOptions): Beam[] {
  const {beams, maxWords} = options;
  const worst =
    whole.length < beams ? Number.NEGATIVE_INFINITY : finalScore(whole[beams - 1], options);
  return best(longer, options, ({logProbability}) => logProbability).filter(
    beam => beam.words.length <= maxWords && finalScore(beam, options) > worst,
  );
}

function finalScore({words, logProbability}: Beam, {lengthPower}: NameOptions): number {
  return logProbability / (words.length + 1) ** lengthPower;
}

/** The best `beams`, best first; of equals the first. */
function best(
  beams: readonly Beam[],
  options: NameOptions,
  score: (beam: Beam, options: NameOptions) => number,
): Beam[] {
  return beams.toSorted((a, b) => score(b, options) - score(a, options)).slice(0, options.beams);
}
