// Compares training recipes on the validation sets of the last run (the test sets are never looked at):
//   npx tsx bench/recipes.ts --steps 400
// Every recipe sees the same batches; the two lookup baselines rank the same prompts.

import {parseArgs} from 'node:util';
import type {GptModel} from '../shared/engines/contract/engine.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {maskSets} from '../shared/genes/tokens/mask-shard.ts';
import {countGenes} from '../shared/models/baselines/gene-index.ts';
import {excludePrompt} from '../shared/models/baselines/gene-ranker.ts';
import {createNearestSets} from '../shared/models/baselines/nearest-sets.ts';
import {createShareRanker, popularityShares} from '../shared/models/baselines/popularity.ts';
import {scoreGenes} from '../shared/models/gpt/complete.ts';
import {initialEmbeddings} from '../shared/models/gpt/initial-embeddings.ts';
import {gptTask} from '../shared/models/gpt/train.ts';
import {initialState, runTraining} from '../shared/models/training/training-loop.ts';
import {averagePrecision, recallAt} from '../shared/stats/ranking-scores.ts';
import {ranksOf} from '../shared/stats/score-order.ts';
import {durationText} from '../shared/text/amount-text.ts';
import trainGpt from '../stages/train-gpt.ts';

/** Parameters of train-gpt that differ from its defaults. */
const VARIANTS: Record<string, Record<string, unknown>> = {
  default: {},
  'no dropout': {dropout: 0},
  'nEmbd 128': {nEmbd: 128, nHead: 4},
  'nLayer 4': {nLayer: 4},
  'all positions': {lossPositions: 0},
  'next-gene': {objective: 'next-gene'},
  'gaussian start': {initEmbeddings: 'gaussian'},
};

const {values} = parseArgs({
  options: {
    steps: {type: 'string', default: '400'},
    artifacts: {type: 'string', default: 'artifacts'},
  },
});
const steps = Number(values.steps);
const shardOf = (part: string) =>
  tokenShard.read(`${values.artifacts}/tokenize/latest/${part}.arrow`);
const data = {training: await shardOf('training'), validation: await shardOf('validation')};
const vocabSize = data.training.vocabSize!;
const masked = maskSets(data.validation, 0.8, 1);
const {engine} = await loadEngine('auto');
console.log(`${engine.description}; ${steps} steps; ${masked.length} validation sets`);

const counts = countGenes(data.training, vocabSize);
const baselines = {
  'nearest sets': await nearestSets(2, false),
  // The best over all test sets when weights and power were tuned on curated libraries.
  'tuned nearest sets': await nearestSets(4, true),
  popularity: createShareRanker(popularityShares(counts)),
};
for (const [name, ranker] of Object.entries(baselines)) {
  print(name, await ranker.rank(masked.map(({promptGenes}) => promptGenes)), '');
}
for (const [name, variant] of Object.entries(VARIANTS)) {
  const started = performance.now();
  const {model, loss} = await trainRecipe(trainGpt.params.parse(variant));
  const seconds = (performance.now() - started) / 1000;
  print(
    name,
    await rankWith(model),
    `validation loss ${loss.toFixed(3)}, ${durationText(seconds)}`,
  );
  model.dispose();
}

function nearestSets(power: number, idf: boolean) {
  return createNearestSets(data.training, vocabSize, {power, idf}, engine);
}

async function trainRecipe(
  recipe: ReturnType<typeof trainGpt.params.parse>,
): Promise<{model: GptModel; loss: number}> {
  const {nEmbd, seed} = recipe;
  const model = engine.createModel({...recipe, vocabSize}, {seed, trainable: true});
  if (recipe.initEmbeddings === 'svd') {
    const scale = recipe.embeddingScale;
    const options = {vocabSize, nEmbd, scale, seed};
    const start = await initialEmbeddings(data.training, {engine}, options);
    model.writeTensor('transformer.wte.weight', start.tokenEmbedding);
    model.writeTensor('transformer.ln_f.bias', start.finalBias);
  }
  const state = initialState();
  const nothing = async () => {};
  const warmupSteps = Math.min(recipe.warmupSteps, steps / 8);
  await runTraining(
    gptTask(model, data, recipe),
    {...recipe, warmupSteps, maxSteps: steps, evaluateEvery: steps, patience: 0},
    state,
    {onBest: nothing, onCheckpoint: nothing},
  );
  return {model, loss: state.curve[0].validationLoss!};
}

async function rankWith(model: GptModel): Promise<Float64Array[]> {
  const scores = await scoreGenes(
    model,
    masked.map(({promptGenes}) => promptGenes),
  );
  return masked.map(({promptGenes}, i) =>
    excludePrompt(
      Float64Array.from(scores.subarray(i * vocabSize, (i + 1) * vocabSize)),
      promptGenes,
    ),
  );
}

function print(name: string, scores: Float64Array[], note: string): void {
  const ranks = masked.map(({heldOutGenes}, i) => ranksOf(scores[i], heldOutGenes));
  const mean = (score: (of: Int32Array) => number) =>
    (ranks.reduce((sum, of) => sum + score(of), 0) / ranks.length).toFixed(3);
  const recall = mean(of => recallAt(of, 50));
  console.log(
    `${name.padEnd(20)} recall@50 ${recall}  average precision ${mean(averagePrecision)}  ${note}`,
  );
}
