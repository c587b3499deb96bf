// "Trains" EASE (Steck 2019) in train-gpt's place: one matrix inverse for each λ, and the validation sets choose among them.
import {z} from 'zod';
import type {MatrixEngine} from '../shared/engines/contract/matrix-engine.ts';
import {ENGINE_ASSETS, engineParam} from '../shared/engines/engine-params.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {
  createEaseRanker,
  type EaseWeights,
  frequentGenes,
  rowsOfGenes,
  solveEase,
} from '../shared/models/baselines/ease.ts';
import {type GeneIndex, geneSetCounts, indexGenes} from '../shared/models/baselines/gene-index.ts';
import {popularityShares} from '../shared/models/baselines/popularity.ts';
import {
  atEdge,
  bestTrial,
  describeTrials,
  drawTuningSets,
  meanCriterion,
  oneOrMore,
  type Trial,
  tuningParams,
  valuesOf,
} from '../shared/models/baselines/tune.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {stage} from '../shared/pipeline/stage.ts';
import type {StageContext} from '../shared/pipeline/stage-contract.ts';
import {rowsOf} from '../shared/stats/matrix-rows.ts';

const params = z.strictObject({
  lambda: oneOrMore(z.number().positive())
    .default([100, 1000, 10_000])
    .describe(
      'λ, added to the diagonal of XᵀX: higher shrinks weights more; a list is tried on the validation sets, one inverse each, from the lowest on until one is worse than the one before',
    ),
  maxGenes: z
    .int()
    .positive()
    .default(10_000)
    .describe(
      'genes with weights, those of most training sets; others are ranked after them by popularity. Memory grows with the square (10,000: 1.2 GB), time with the cube',
    ),
  ...tuningParams,
  engine: engineParam,
});

const inputs = {vocabulary, training: tokenShard, validation: tokenShard};
const outputs = {model: completionModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, z.output<typeof params>>;

interface Solved extends EaseWeights {
  lambda: number;
}

export default stage(import.meta.url, {
  summary: 'Solve EASE, the linear model that predicts each gene of a set from the others.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const {symbols} = await inputs.vocabulary.read();
    const index = indexGenes(await inputs.training.read(), symbols.length);
    const {engine, reason} = await loadEngine(params.engine);
    log.info(`engine: ${engine.description} (${reason})`);
    context.metric('engine', engine.description);
    const {solved, notes} = await solveAll(context, index, engine);
    const geneSets = geneSetCounts(index);
    await outputs.model.write({kind: 'ease', ...solved, setCount: index.setCount, geneSets});
    const genes = solved.genes.length;
    const beyond = symbols.length - 1 - genes;
    await outputs.summary.write({
      counts: {trainingSets: index.setCount, genes, lambda: solved.lambda},
      notes: [
        ...(beyond > 0
          ? [
              {
                message: 'genes without weights, ranked after all others by popularity',
                count: beyond,
              },
            ]
          : []),
        ...notes,
      ],
    });
    log.info(`lambda ${solved.lambda}: ${genes} genes with weights, ${beyond} after them`);
  },
});

/** The weights of the λ that completes the validation sets best, and the whole list as notes. */
async function solveAll(
  {inputs, params, progress, step, log}: Context,
  index: GeneIndex,
  engine: MatrixEngine,
): Promise<{solved: Solved; notes: {message: string; count: number}[]}> {
  const lambdas = valuesOf(params.lambda).sort((a, b) => a - b);
  const genes = frequentGenes(index, params.maxGenes);
  step('counts which genes share sets');
  const gram = await engine.gramMatrix(rowsOfGenes(index, genes), genes.length);
  const solve = async (lambda: number) => {
    step(`inverts ${genes.length} × ${genes.length} numbers for lambda ${lambda}`);
    const weights = await solveEase(gram, genes.length, lambda, engine);
    return {lambda, genes, weights: rowsOf(weights, genes.length)};
  };
  if (lambdas.length === 1) return {solved: await solve(lambdas[0]), notes: []};
  const sets = drawTuningSets(await inputs.validation.read(), params);
  const shares = popularityShares(index);
  const trials: Trial<number>[] = [];
  let best: Solved | undefined;
  for (const [tried, lambda] of lambdas.entries()) {
    const solved = await solve(lambda);
    const ranker = createEaseRanker(solved, shares);
    const total = lambdas.length * sets.length;
    const score = await meanCriterion(ranker, sets, params.criterion, ranked => {
      const done = tried * sets.length + ranked;
      progress({done, total, unit: 'sets', note: `lambda ${lambda}`});
    });
    trials.push({choice: lambda, score});
    // Scores rise and then fall along λ, so that what follows a worse one is worse as well.
    if (bestTrial(trials).choice !== lambda) break;
    // Only the best weights so far are kept: each are n × n numbers.
    best = solved;
  }
  const notes = describeTrials(trials, sets.length, params.criterion, l => `lambda ${l}`);
  for (const {message, count} of notes) log.info(`${message}: ${count.toFixed(4)}`);
  if (atEdge(lambdas, best!.lambda)) {
    log.warn(`lambda ${best!.lambda} is at an end of its list: values beyond may be better`);
  }
  return {solved: best!, notes};
}
