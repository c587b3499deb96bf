// Mixes models, a lookup among them: retrieval-augmented completion, with weights fitted on the validation sets.
import {z} from 'zod';
import {ENGINE_ASSETS} from '../shared/engines/engine-params.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {indexGenes} from '../shared/models/baselines/gene-index.ts';
import {createPromptSimilarity} from '../shared/models/baselines/prompt-similarity.ts';
import type {Completer} from '../shared/models/completers/completer.ts';
import {calibrateMixture} from '../shared/models/completers/ensembles/calibrate-hits.ts';
import {fitMixture, type MixtureFit} from '../shared/models/completers/ensembles/fit-mixture.ts';
import {fitParams} from '../shared/models/completers/ensembles/fit-params.ts';
import {collectCases} from '../shared/models/completers/ensembles/mixture-case.ts';
import {nameMembers} from '../shared/models/completers/ensembles/name-members.ts';
import {maskForFit} from '../shared/models/completers/ensembles/validation-masks.ts';
import {openMembers} from '../shared/models/completers/open-completer.ts';
import {completionModel} from '../shared/models/kinds/completion-model.ts';
import {many, stage} from '../shared/pipeline/stage.ts';
import type {StageContext} from '../shared/pipeline/stage-contract.ts';

const params = z.strictObject({
  knots: z
    .int()
    .positive()
    .default(3)
    .describe(
      'similarities of the nearest known set between which the weights change; 1 for one weight everywhere',
    ),
  ...fitParams,
});
type Params = z.output<typeof params>;

const inputs = {
  models: many(completionModel),
  vocabulary,
  training: tokenShard,
  validation: tokenShard,
};
const outputs = {model: completionModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, Params>;

export default stage(import.meta.url, {
  summary: 'Mix models by how near the prompt is to known sets, fitted on validation sets.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params} = context;
    const vocabSize = (await inputs.vocabulary.read()).symbols.length;
    const training = await inputs.training.read();
    const members = nameMembers(await Promise.all(inputs.models.map(model => model.read())));
    const completers = await openMembers(members, params);
    requireProbabilities(members, completers);
    const similarityOf = createPromptSimilarity(indexGenes(training, vocabSize));
    const masked = maskForFit(await inputs.validation.read(), params);
    const cases = await collectCases(masked, completers, similarityOf, done =>
      context.progress({done, total: masked.length, unit: 'masked sets'}),
    );
    for (const completer of completers) completer.dispose();
    const fit = fitMixture(cases, params.knots, (done, total, tried, best) =>
      context.progress({
        ...{done, total, unit: 'rounds', part: 'fits the weights'},
        note: `fits the weights: ${tried} tried, best ${best.toFixed(4)}`,
      }),
    );
    context.step('fits the chances');
    const calibration = calibrateMixture(cases, fit);
    const {knots, weights} = fit;
    await outputs.model.write({
      ...{kind: 'mixture', vocabSize, knots, weights, calibration, members, training},
    });
    await outputs.summary.write(
      summarize(
        context,
        fit,
        members.map(({name}) => name),
        cases.length,
      ),
    );
  },
});

function requireProbabilities(members: {name: string}[], completers: Completer[]): void {
  for (const [m, {name}] of members.entries()) {
    if (completers[m].probabilities) continue;
    throw new Error(
      `models: ${name} gives scores but no probabilities; expected models that can be mixed: a GPT, a set encoder, nearest sets. Take it out of the list, or use stack-models, which ranks by scores.`,
    );
  }
}

function summarize({log}: Context, fit: MixtureFit, names: string[], cases: number) {
  for (const [m, name] of names.entries()) {
    log.info(`${name} alone: ${fit.alone[m].toFixed(4)} (mean of recall@50 and average precision)`);
  }
  for (const [k, knot] of fit.knots.entries()) {
    const shares = names.map((name, m) => `${name} ${fit.weights[k][m].toFixed(2)}`);
    log.info(`nearest known set at ${knot.toFixed(2)}: ${shares.join(', ')}`);
  }
  log.info(`mixture: ${fit.score.toFixed(4)}`);
  return {
    counts: {members: names.length, maskedValidationSets: cases},
    notes: [],
  };
}
