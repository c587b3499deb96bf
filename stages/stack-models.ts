// Stacks models: a small network ranks the genes that any of them ranks high (stacked generalization, Wolpert 1992, with
// a listwise loss). It learns from training sets that models fitted to the others were asked about, where clusters are
// given and all models can be fitted anew; else from validation sets.
import {z} from 'zod';
import type {Engine} from '../shared/engines/contract/engine.ts';
import {ENGINE_ASSETS} from '../shared/engines/engine-params.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {splitClusters} from '../shared/formats/split-clusters.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import type {MaskedSet} from '../shared/genes/tokens/mask-shard.ts';
import type {TokenShard} from '../shared/genes/tokens/token-shard.ts';
import {calibrateHits} from '../shared/models/completers/ensembles/calibrate-hits.ts';
import {fitParams} from '../shared/models/completers/ensembles/fit-params.ts';
import {holdOutCases} from '../shared/models/completers/ensembles/hold-out-cases.ts';
import {nameMembers} from '../shared/models/completers/ensembles/name-members.ts';
import {collectRankCases} from '../shared/models/completers/ensembles/rank-cases.ts';
import {
  refitMembers,
  requireRefittable,
} from '../shared/models/completers/ensembles/refit-members.ts';
import {poolDescriber} from '../shared/models/completers/ensembles/stack-completer.ts';
import {maskForFit} from '../shared/models/completers/ensembles/validation-masks.ts';
import {openMembers} from '../shared/models/completers/open-completer.ts';
import {softmax} from '../shared/models/completers/to-probabilities.ts';
import {crossFit, scoreRankings} from '../shared/models/ensembles/cross-fit.ts';
import {
  type FitOptions,
  fitRankNetwork,
  type RankCase,
} from '../shared/models/ensembles/fit-rank-network.ts';
import {featureCount} from '../shared/models/ensembles/network-shape.ts';
import {scoreCases} from '../shared/models/ensembles/rank-network.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {inGroup} from '../shared/models/training/param-groups.ts';
import {many, optionalMany, stage} from '../shared/pipeline/stage.ts';
import type {StageContext} from '../shared/pipeline/stage-contract.ts';

const count = () => z.int().positive();

const params = z.strictObject({
  ...fitParams,
  ...inGroup('training sets', {
    caseSets: count()
      .default(2000)
      .describe(
        'training sets, in whole clusters, that members are fitted without and the network learns from, at most; half of the sets at most',
      ),
  }),
  depth: count()
    .default(200)
    .describe('best genes of each model that the network ranks; all others stand below them'),
  ...inGroup('network', {
    hiddenUnits: count().default(16).describe('units of each of the two hidden layers'),
    epochs: count().default(8).describe('passes over all masked sets'),
    learningRate: z
      .number()
      .positive()
      .default(3e-3)
      .describe("AdamW's learning rate at the start; it falls linearly to 0"),
    weightDecay: z.number().nonnegative().default(0.1).describe("AdamW's decay of all weights"),
  }),
  folds: z
    .int()
    .min(2)
    .default(3)
    .describe(
      'without clusters: parts of the validation sets, each scored by a network of the others to calibrate chances',
    ),
  seed: z.int().nonnegative().default(1).describe('seed of initial weights, order and folds'),
});

const inputs = {
  models: many(completionModel),
  vocabulary,
  training: tokenShard,
  validation: tokenShard,
  clusters: optionalMany(splitClusters),
};
const outputs = {model: completionModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, z.output<typeof params>>;
type Members = ReturnType<typeof nameMembers>;

export default stage(import.meta.url, {
  summary: 'Rank what several models suggest by a network fitted on sets that they never saw.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params, log} = context;
    const vocabSize = (await inputs.vocabulary.read()).symbols.length;
    const training = await inputs.training.read();
    const members = nameMembers(await Promise.all(inputs.models.map(model => model.read())));
    const {engine, reason} = await loadEngine(params.engine);
    log.info(`engine: ${engine.description} (${reason})`);
    const learned =
      inputs.clusters.length > 0
        ? await learnFromTraining(context, {training, vocabSize, members, engine})
        : undefined;
    const masked = maskForFit(await inputs.validation.read(), params);
    const cases = await describeSets(context, masked, {training, vocabSize, members});
    const D = featureCount(members.length);
    const fit = fitOptions(context);
    const scores = learned
      ? await scoreCases(engine, learned.network, cases)
      : await crossFit(engine, cases, D, params.folds, fit);
    const {recallAt50, averagePrecision} = scoreRankings(cases, scores);
    log.info(
      `${cases.length} masked validation sets, by networks that never saw them: recall@50 ${recallAt50.toFixed(4)}, average precision ${averagePrecision.toFixed(4)}`,
    );
    const calibration = calibrate(cases, scores);
    const network = learned?.network ?? (await fitRankNetwork(engine, cases, D, fit));
    const {depth} = params;
    await outputs.model.write({
      ...{kind: 'stack', vocabSize, depth, network, calibration, members, training},
    });
    const counts = {
      ...{members: members.length, maskedValidationSets: cases.length},
      ...(learned && {maskedTrainingSets: learned.cases}),
      ...{recallAt50, averagePrecision},
    };
    await outputs.summary.write({counts});
  },
});

interface Asked {
  training: TokenShard;
  vocabSize: number;
  members: Members;
}

/** A network fitted on training sets, of which the members, fitted to the others, know nothing. */
async function learnFromTraining(
  context: Context,
  {training, vocabSize, members, engine}: Asked & {engine: Engine},
) {
  const {inputs, params, log, step} = context;
  requireRefittable(members);
  const clusters = (await Promise.all(inputs.clusters.map(each => each.read()))).flat();
  const {cases: sets, rest} = holdOutCases(training, clusters, params.caseSets, params.seed);
  if (sets.setIds.length === 0) {
    log.info(
      'no cluster of training sets is small enough to be left out: learns from validation sets',
    );
    return undefined;
  }
  log.info(`members fitted to ${rest.setIds.length} training sets are asked about the others`);
  step('fits the members to a part of the training sets');
  const refitted = await refitMembers(members, rest, engine);
  const {maskShares, seeds} = params;
  const masked = maskForFit(sets, {
    maskShares,
    seeds: seeds.slice(0, 1),
    maxSets: sets.setIds.length,
  });
  const asked = {training: rest, vocabSize, members: refitted};
  const cases = await describeSets(context, masked, asked);
  const D = featureCount(members.length);
  const network = await fitRankNetwork(engine, cases, D, fitOptions(context));
  return {network, cases: cases.length};
}

/** What the members make of masked sets. */
async function describeSets(
  {params, progress}: Context,
  masked: MaskedSet[],
  {training, vocabSize, members}: Asked,
): Promise<RankCase[]> {
  const completers = await openMembers(members, params);
  const describer = poolDescriber({training, vocabSize, depth: params.depth}, completers);
  const cases = await collectRankCases(masked, describer, done =>
    progress({done, total: masked.length, unit: 'masked sets'}),
  );
  for (const completer of completers) completer.dispose();
  return cases;
}

function fitOptions({params, progress}: Context): FitOptions {
  const onProgress = (done: number, total: number) => progress({done, total, unit: 'updates'});
  return {...params, onProgress};
}

function calibrate(cases: readonly RankCase[], scores: readonly Float64Array[]) {
  const expected: number[] = [];
  const hits: number[] = [];
  for (const [i, {relevant, hidden}] of cases.entries()) {
    for (const [k, p] of softmax(scores[i]).entries()) {
      expected.push(p * hidden);
      hits.push(relevant[k]);
    }
  }
  return calibrateHits(expected, hits);
}
