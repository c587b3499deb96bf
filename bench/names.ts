// What a set's name adds to a fifth of its genes, and what it says alone: the GPT, names of known sets, and the stack that
// these read the name to, as `complete --about` answers.
//   make all && npx tsx bench/names.ts [--part validation|test] [--artifacts artifacts]
// Choices are made on validation sets. Rows go to bench/results/names-PART.json and to the tables in docs/experiments.md.
import {parseArgs} from 'node:util';
import {NAMES_SHARE, openWordReader, weighByWords} from '../shared/answers/word-reader.ts';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import {nameWords} from '../shared/genes/tokens/name-words.ts';
import {nameTokenizer} from '../shared/genes/tokens/vocabulary.ts';
import {excludePrompt} from '../shared/models/baselines/gene-ranker.ts';
import {openCompleter} from '../shared/models/completers/open-completer.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {
  CALIBRATION_BINS,
  equalCountBins,
  expectedCalibrationError,
  type Outcome,
} from '../shared/scores/calibration.ts';
import {createBootstrap, INTERVAL_LEVEL} from '../shared/stats/bootstrap.ts';
import {averagePrecision, recallAt} from '../shared/stats/ranking-scores.ts';
import {ranksOf, topIndices} from '../shared/stats/score-order.ts';
import {keepRow} from './experiment-rows.ts';

const MASKS = [1, 2, 3];
const BOOTSTRAP = {resamples: 1000, seed: 1, level: INTERVAL_LEVEL};
/** Genes of each answer whose chances are looked at. */
const CHANCES = 50;

const {values} = parseArgs({
  options: {
    part: {type: 'string', default: 'validation'},
    artifacts: {type: 'string', default: 'artifacts'},
  },
});
const latest = (path: string) => `${values.artifacts}/${path}`;
const shardOf = (part: string) => tokenShard.read(latest(`tokenize/latest/${part}.arrow`));
const [training, asked] = [await shardOf('training'), await shardOf(values.part)];
const terms = await vocabulary.read(latest('tokenize/latest/vocabulary.parquet'));
const tokensOf = nameTokenizer(terms);
const open = async (stage: string) =>
  openCompleter(await completionModel.read(latest(`${stage}/latest/model`)), {engine: 'auto'});
const [gpt, lookup, stack] = [
  await open('train-gpt'),
  await open('train-nearest-sets'),
  await open('stack-models'),
];
const titlesOf = async (part: string) => {
  const {setIds, names} = await geneSetTable.read(latest(`split/latest/${part}.parquet`));
  return new Map(Array.from(setIds, (setId, row) => [setId, names[row]]));
};
const [knownNames, askedNames] = [await titlesOf('training'), await titlesOf(values.part)];
const reader = openWordReader({
  ...{symbols: terms.symbols, offsets: training.offsets},
  genes: Int32Array.from(training.tokens),
  titles: Array.from(training.setIds, setId => ({library: '', name: knownNames.get(setId)!})),
});
const rowOf = new Map(Array.from(asked.setIds, (setId, row) => [setId, row]));

type Method = (prompt: Int32Array, name: string) => Promise<Float64Array>;
const first = async (rows: Promise<Float64Array[]>) => (await rows)[0];
const matchOf = (name: string) => reader.match(nameWords(name));
const readTo = (byGenes: Method): Method => {
  return async (prompt, name) =>
    weighByWords(await byGenes(prompt, name), reader.factorsOf(matchOf(name), prompt));
};
const NONE = new Int32Array(0);
const byLookup: Method = prompt => first(lookup.probabilities!([prompt]));
const byStack: Method = prompt => first(stack.probabilities!([prompt]));
const byName: Method = async (_, name) => reader.sharesOf(matchOf(name));
const byGpt: Method = (_, name) => first(gpt.probabilitiesAbout!([NONE], tokensOf(name)));
const METHODS: Record<string, Method> = {
  'GPT, a fifth of the genes': prompt => first(gpt.probabilities!([prompt])),
  'GPT, the genes and the name': (prompt, name) =>
    first(gpt.probabilitiesAbout!([prompt], tokensOf(name))),
  'lookup, a fifth of the genes': byLookup,
  'lookup, the genes and the name': readTo(byLookup),
  'stack, a fifth of the genes': byStack,
  'stack, the genes and the name': readTo(byStack),
  'GPT, the name alone': byGpt,
  'names of known sets, the name alone': byName,
  'both, the name alone': async (prompt, name) => {
    const [own, known] = [await byGpt(prompt, name), await byName(prompt, name)];
    return own.map((p, gene) => (1 - NAMES_SHARE) * p + NAMES_SHARE * known[gene]);
  },
};

const masks = MASKS.map(seed => ({seed, masked: maskSets(asked, 0.8, seed)}));
for (const [name, method] of Object.entries(METHODS)) {
  const recall = new Float64Array(asked.setIds.length);
  const precision = new Float64Array(asked.setIds.length);
  const outcomes: Outcome[] = [];
  for (const {masked} of masks) {
    for (const {setId, promptGenes, heldOutGenes} of masked) {
      if (heldOutGenes.length === 0) continue;
      const row = rowOf.get(setId)!;
      const scores = await method(promptGenes, askedNames.get(setId)!);
      const order = excludePrompt(scores.slice(), promptGenes);
      const ranks = ranksOf(order, heldOutGenes);
      recall[row] += recallAt(ranks, 50) / MASKS.length;
      precision[row] += averagePrecision(ranks) / MASKS.length;
      if (!name.startsWith('stack')) continue;
      const hidden = new Set(heldOutGenes);
      for (const gene of topIndices(order, CHANCES)) {
        const chance = stack.chanceOf!(scores[gene] * hidden.size);
        outcomes.push({setId, chance, hit: hidden.has(gene)});
      }
    }
  }
  const bins = equalCountBins(outcomes, CALIBRATION_BINS, BOOTSTRAP);
  const calibrationError = outcomes.length > 0 ? expectedCalibrationError(bins).toFixed(3) : '–';
  const row = {
    ...{name, recallAt50: textOf(recall), averagePrecision: textOf(precision)},
    calibrationError,
  };
  console.log(JSON.stringify(row));
  await keepRow(`names-${values.part}`, row);
}
for (const completer of [lookup, gpt, stack]) completer.dispose();

/** Mean and its 95 % bootstrap interval. */
function textOf(perSet: Float64Array): string {
  const mean = perSet.reduce((sum, value) => sum + value, 0) / perSet.length;
  const [low, high] = createBootstrap(perSet.length, BOOTSTRAP)(perSet)!;
  return `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
