// What a set's name adds to a fifth of its genes, and what it says alone: the GPT, by itself and beside the stack, and a
// lookup of names.
//   make all && npx tsx bench/names.ts [--part validation|test] [--artifacts artifacts]
// Choices are made on validation sets. Rows go to bench/results/names-PART.json and to the tables in docs/experiments.md.
import {parseArgs} from 'node:util';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import type {TokenShard} from '../shared/genes/tokens/token-shard.ts';
import {excludePrompt} from '../shared/models/baselines/gene-ranker.ts';
import {wordsBesideGenes} from '../shared/models/completers/ensembles/words-beside-genes.ts';
import {openCompleter} from '../shared/models/completers/open-completer.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {createBootstrap, INTERVAL_LEVEL} from '../shared/stats/bootstrap.ts';
import {averagePrecision, recallAt} from '../shared/stats/ranking-scores.ts';
import {ranksOf} from '../shared/stats/score-order.ts';
import {bm25} from './bm25.ts';
import {keepRow} from './experiment-rows.ts';

const MASKS = [1, 2, 3];
/** A gene's votes are the scores of the sets that hold it, to this power: chosen on validation sets. */
const POWER = 4;

const {values} = parseArgs({
  options: {
    part: {type: 'string', default: 'validation'},
    artifacts: {type: 'string', default: 'artifacts'},
  },
});
const latest = (path: string) => `${values.artifacts}/${path}`;
const shardOf = (part: string) => tokenShard.read(latest(`tokenize/latest/${part}.arrow`));
const [training, asked] = [await shardOf('training'), await shardOf(values.part)];
const {symbols} = await vocabulary.read(latest('tokenize/latest/vocabulary.parquet'));
const V = symbols.length;
const open = async (stage: string) =>
  openCompleter(await completionModel.read(latest(`${stage}/latest/model`)), {engine: 'auto'});
const [gpt, lookup] = [await open('train-gpt'), await open('train-nearest-sets')];
const both = wordsBesideGenes(await open('stack-models'), gpt);
const scoreNames = bm25(Array.from(training.setIds.keys(), row => wordsOf(training, row)));
const rowOf = new Map(Array.from(asked.setIds, (setId, row) => [setId, row]));

type Method = (prompt: Int32Array, words: number[]) => Promise<Float64Array>;
const first = async (rows: Promise<Float64Array[]>) => (await rows)[0];
const byName: Method = async (_, words) => votesOf(scoreNames(words));
const byGenes: Method = prompt => first(lookup.probabilities!([prompt]));
const METHODS: Record<string, Method> = {
  'GPT, a fifth of the genes': prompt => first(gpt.probabilities!([prompt])),
  'GPT, the genes and the name': (prompt, words) => first(gpt.probabilitiesAbout!([prompt], words)),
  'GPT, the name alone': (_, words) => first(gpt.probabilitiesAbout!([new Int32Array(0)], words)),
  'the stack, a fifth of the genes': prompt => first(both.probabilities!([prompt])),
  'the stack, which the GPT reads the name to': (prompt, words) =>
    first(both.probabilitiesAbout!([prompt], words)),
  'lookup of the genes': byGenes,
  'lookup of the name (BM25)': byName,
  'both lookups, shares added': async (prompt, words) => {
    const [genes, name] = [await byGenes(prompt, words), await byName(prompt, words)];
    return genes.map((share, gene) => share + name[gene]);
  },
};

const masks = MASKS.map(seed => ({seed, masked: maskSets(asked, 0.8, seed)}));
for (const [name, method] of Object.entries(METHODS)) {
  const recall = new Float64Array(asked.setIds.length);
  const precision = new Float64Array(asked.setIds.length);
  for (const {masked} of masks) {
    for (const {setId, promptGenes, heldOutGenes} of masked) {
      if (heldOutGenes.length === 0) continue;
      const row = rowOf.get(setId)!;
      const scores = await method(promptGenes, wordsOf(asked, row));
      const ranks = ranksOf(excludePrompt(scores.slice(), promptGenes), heldOutGenes);
      recall[row] += recallAt(ranks, 50) / MASKS.length;
      precision[row] += averagePrecision(ranks) / MASKS.length;
    }
  }
  const row = {name, recallAt50: textOf(recall), averagePrecision: textOf(precision)};
  console.log(JSON.stringify(row));
  await keepRow(`names-${values.part}`, row);
}
for (const completer of [lookup, both]) completer.dispose();

/** Tokens of the words of a set's name. */
function wordsOf({names}: TokenShard, row: number): number[] {
  return names ? [...names.tokens.subarray(names.offsets[row], names.offsets[row + 1])] : [];
}

/** Shares of votes of the genes of sets, each of which votes with its score. Shape (V). */
function votesOf(scores: Float64Array): Float64Array {
  const votes = new Float64Array(V);
  let total = 0;
  for (const [row, score] of scores.entries()) {
    if (score === 0) continue;
    const [from, to] = [training.offsets[row], training.offsets[row + 1]];
    const vote = score ** POWER / Math.sqrt(to - from);
    for (let i = from; i < to; i++) votes[training.tokens[i]] += vote;
    total += vote * (to - from);
  }
  return total > 0 ? votes.map(vote => vote / total) : votes;
}

/** Mean and its 95 % bootstrap interval. */
function textOf(perSet: Float64Array): string {
  const mean = perSet.reduce((sum, value) => sum + value, 0) / perSet.length;
  const bootstrap = createBootstrap(perSet.length, {
    resamples: 1000,
    seed: 1,
    level: INTERVAL_LEVEL,
  });
  const [low, high] = bootstrap(perSet)!;
  return `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
