// Compares training recipes of the GPT on validation sets (the test sets are never looked at):
//   make stage S=tokenize && npx tsx bench/recipes.ts --steps 300 [--only "the recipe,…"] [--artifacts artifacts]
// Rows go to bench/results/recipes.json and to the table in docs/experiments.md.
import {parseArgs} from 'node:util';
import type {GptModel} from '../shared/engines/contract/engine.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import {tokenCount} from '../shared/genes/tokens/vocabulary.ts';
import {excludePrompt} from '../shared/models/baselines/gene-ranker.ts';
import {createNearestSets} from '../shared/models/baselines/nearest-sets.ts';
import {rankInBatches} from '../shared/models/completers/rank-in-batches.ts';
import {scoreGenes} from '../shared/models/gpt/complete.ts';
import {namingOf, startFromSets} from '../shared/models/gpt/start-from-sets.ts';
import {gptTask} from '../shared/models/gpt/train.ts';
import {initialState, runTraining} from '../shared/models/training/training-loop.ts';
import {averagePrecision, recallAt} from '../shared/stats/ranking-scores.ts';
import {ranksOf} from '../shared/stats/score-order.ts';
import trainGpt from '../stages/train-gpt.ts';
import {keepRow} from './experiment-rows.ts';

type Recipe = ReturnType<typeof trainGpt.params.parse>;

/** Every validation set is completed from as many random fifths of its genes; the training looks at another. */
const MASKS = [101, 102];
const RANKING_BATCH = 64;

/** Parameters of train-gpt that differ from its defaults. */
const VARIANTS: Record<string, Record<string, unknown>> = {
  'the recipe': {},
  'without names': {namedShare: 0, nameRows: 0},
  'two blocks': {nLayer: 2},
  'width 384': {nEmbd: 384},
  'learned positions': {positions: true},
  'attention starts at random': {meanGain: 0},
  'embeddings start at random': {initEmbeddings: 'gaussian'},
  'whole sets are shown': {shownShares: [1, 1]},
  '2–40 % are shown': {shownShares: [0.02, 0.4]},
  'loss at 2 positions': {lossPositions: 2},
  'loss at 4 positions': {lossPositions: 4},
  'loss at 16 positions': {lossPositions: 16},
  'next-gene': {objective: 'next-gene'},
  'dropout 0.2': {dropout: 0.2},
  'learning rate 0.001': {learningRate: 1e-3, minLearningRate: 1e-4},
  'learning rate 0.004': {learningRate: 4e-3, minLearningRate: 4e-4},
};

const {values} = parseArgs({
  options: {
    steps: {type: 'string', default: '300'},
    only: {type: 'string'},
    artifacts: {type: 'string', default: 'artifacts'},
  },
});
const steps = Number(values.steps);
const folder = `${values.artifacts}/tokenize/latest`;
const words = await vocabulary.read(`${folder}/vocabulary.parquet`);
const shardOf = (part: string) => tokenShard.read(`${folder}/${part}.arrow`);
const data = {training: await shardOf('training'), validation: await shardOf('validation')};
const V = words.symbols.length;
const masked = MASKS.flatMap(mask => maskSets(data.validation, 0.8, mask)).filter(
  ({heldOutGenes}) => heldOutGenes.length > 0,
);
const {engine} = await loadEngine('auto');
console.log(`${engine.description}; ${steps} steps; ${masked.length} masked validation sets`);

// The best over all test sets when weights and power were tuned on curated libraries.
const lookup = await createNearestSets(data.training, V, {power: 4, idf: true}, engine);
await keep('lookup of the nearest sets', await lookup.rank(promptsOf()), {});
for (const name of values.only?.split(',') ?? Object.keys(VARIANTS)) {
  const started = process.cpuUsage();
  const model = await trainRecipe(trainGpt.params.parse(VARIANTS[name]));
  const {user, system} = process.cpuUsage(started);
  const rows = await rankInBatches(promptsOf(), RANKING_BATCH, V, part => scoreGenes(model, part));
  // CPU minutes are of all threads, the start from an SVD and the validation included.
  await keep(name, rows, {steps, cpuMinutes: (user + system) / 6e7});
  model.dispose();
}

function promptsOf(): Int32Array[] {
  return masked.map(({promptGenes}) => promptGenes);
}

async function trainRecipe(recipe: Recipe): Promise<GptModel> {
  const naming = namingOf(words, recipe);
  const vocabSize = naming ? tokenCount(words) : V;
  const config = {...recipe, vocabSize, geneTokens: V};
  const model = engine.createModel(config, {seed: recipe.seed, trainable: true});
  if (recipe.initEmbeddings === 'svd') {
    await startFromSets(model, {training: data.training, naming}, {engine}, recipe);
  }
  const nothing = async () => {};
  const warmupSteps = Math.min(recipe.warmupSteps, steps / 8);
  await runTraining(
    gptTask(model, {...data, ...(naming && {naming})}, recipe),
    {...recipe, warmupSteps, maxSteps: steps, evaluateEvery: steps, patience: 0},
    initialState(),
    {onBest: nothing, onCheckpoint: nothing},
  );
  return model;
}

async function keep(name: string, scores: Float64Array[], cost: Record<string, number>) {
  const ranks = masked.map(({promptGenes, heldOutGenes}, i) =>
    ranksOf(excludePrompt(scores[i], promptGenes), heldOutGenes),
  );
  const mean = (score: (of: Int32Array) => number) =>
    ranks.reduce((sum, of) => sum + score(of), 0) / ranks.length;
  const row = {
    name,
    recallAt50: mean(of => recallAt(of, 50)),
    averagePrecision: mean(averagePrecision),
    ...{steps: cost.steps ?? '–', cpuMinutes: cost.cpuMinutes ?? '–'},
  };
  console.log(JSON.stringify(row));
  await keepRow('recipes', row);
}
