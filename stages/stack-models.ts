// Stacks models: a small network ranks the genes that any of them ranks high, fitted on validation sets (stacked
// generalization, Wolpert 1992, with a listwise loss).
import {z} from 'zod';
import {ENGINE_ASSETS} from '../shared/engines/engine-params.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {calibrateHits} from '../shared/models/completers/ensembles/calibrate-hits.ts';
import {fitParams} from '../shared/models/completers/ensembles/fit-params.ts';
import {nameMembers} from '../shared/models/completers/ensembles/name-members.ts';
import {collectRankCases} from '../shared/models/completers/ensembles/rank-cases.ts';
import {poolDescriber} from '../shared/models/completers/ensembles/stack-completer.ts';
import {maskForFit} from '../shared/models/completers/ensembles/validation-masks.ts';
import {openMembers} from '../shared/models/completers/open-completer.ts';
import {softmax} from '../shared/models/completers/to-probabilities.ts';
import {crossFit, scoreRankings} from '../shared/models/ensembles/cross-fit.ts';
import {fitRankNetwork, type RankCase} from '../shared/models/ensembles/fit-rank-network.ts';
import {featureCount} from '../shared/models/ensembles/network-shape.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {inGroup} from '../shared/models/training/param-groups.ts';
import {many, stage} from '../shared/pipeline/stage.ts';

const count = () => z.int().positive();

const params = z.strictObject({
  ...fitParams,
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
      'parts of the validation sets, each scored by a network of the others to calibrate chances',
    ),
  seed: z.int().nonnegative().default(1).describe('seed of initial weights, order and folds'),
});

export default stage(import.meta.url, {
  summary: 'Rank what several models suggest by a network fitted on validation sets.',
  assets: ENGINE_ASSETS,
  inputs: {models: many(completionModel), vocabulary, training: tokenShard, validation: tokenShard},
  outputs: {model: completionModel, lossCurve, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, progress}) {
    const vocabSize = (await inputs.vocabulary.read()).symbols.length;
    const training = await inputs.training.read();
    const members = nameMembers(await Promise.all(inputs.models.map(model => model.read())));
    const completers = await openMembers(members, params);
    const masked = maskForFit(await inputs.validation.read(), params);
    const describer = poolDescriber({training, vocabSize, depth: params.depth}, completers);
    const cases = await collectRankCases(masked, describer, done =>
      progress({done, total: masked.length, unit: 'masked sets'}),
    );
    for (const completer of completers) completer.dispose();
    const D = featureCount(members.length);
    const onProgress = (done: number, total: number) => progress({done, total, unit: 'updates'});
    const {engine, reason} = await loadEngine(params.engine);
    log.info(`engine: ${engine.description} (${reason})`);
    const scores = await crossFit(engine, cases, D, params.folds, {...params, onProgress});
    const {recallAt50, averagePrecision} = scoreRankings(cases, scores);
    log.info(
      `${cases.length} masked validation sets, by networks that never saw them: recall@50 ${recallAt50.toFixed(4)}, average precision ${averagePrecision.toFixed(4)}`,
    );
    const calibration = calibrate(cases, scores);
    const network = await fitRankNetwork(engine, cases, D, {...params, onProgress});
    const {depth} = params;
    await outputs.model.write({
      ...{kind: 'stack', vocabSize, depth, network, calibration, members, training},
    });
    const counts = {
      ...{members: members.length, maskedValidationSets: cases.length},
      ...{recallAt50, averagePrecision},
    };
    await outputs.summary.write({counts});
  },
});

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
