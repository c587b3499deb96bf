// Mixes models, a lookup among them: retrieval-augmented completion, with weights fitted on the validation sets.
import {z} from 'zod';
import {indexGenes} from '../shared/baselines/gene-index.ts';
import {createPromptSimilarity} from '../shared/baselines/prompt-similarity.ts';
import {calibrateHits} from '../shared/completers/calibrate-hits.ts';
import type {Completer} from '../shared/completers/completer.ts';
import {fitMixture, type MixtureFit} from '../shared/completers/fit-mixture.ts';
import {collectCases} from '../shared/completers/mixture-case.ts';
import {openCompleter} from '../shared/completers/open-completer.ts';
import {type CompletionModel, completionModel} from '../shared/formats/completion-model.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {maskSets} from '../shared/gpt/prompt.ts';
import type {TokenShard} from '../shared/gpt/token-shard.ts';
import {many, type StageContext, stage} from '../shared/pipeline/stage.ts';
import {createRandom} from '../shared/stats/random.ts';

const params = z.strictObject({
  knots: z
    .int()
    .positive()
    .default(3)
    .describe(
      'similarities of the nearest known set between which the weights change; 1 for one weight everywhere',
    ),
  maskShares: z
    .array(z.number().gt(0).lt(1))
    .min(1)
    .default([0.5, 0.8, 0.9])
    .describe('shares of each validation set that are hidden, one after the other'),
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .default([1, 2])
    .describe('seeds of the masking; each masks every validation set anew'),
  maxSets: z
    .int()
    .positive()
    .default(600)
    .describe('validation sets looked at, at most, drawn by the first seed'),
  engine: z
    .enum(['auto', 'native', 'wasm', 'tfjs'])
    .default('auto')
    .describe('compute engine of members that need one; auto takes the fastest that loads'),
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
  assets: ['../core/{src,native,wasm}/**/*', '../core/binding.gyp'],
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params} = context;
    const vocabSize = (await inputs.vocabulary.read()).symbols.length;
    const training = await inputs.training.read();
    const members = nameMembers(await Promise.all(inputs.models.map(model => model.read())));
    const completers = await openAll(members, params);
    const similarityOf = createPromptSimilarity(indexGenes(training, vocabSize));
    const masked = maskForFit(await inputs.validation.read(), params);
    const cases = await collectCases(masked, completers, similarityOf, done =>
      context.progress({done, total: masked.length, unit: 'masked sets'}),
    );
    for (const completer of completers) completer.dispose();
    const fit = fitMixture(cases, params.knots);
    const calibration = calibrateHits(cases, fit);
    const {knots, weights} = fit;
    await outputs.model.write({
      ...{kind: 'mixture', vocabSize, knots, weights, calibration, members, training},
    });
    await outputs.lossCurve.write([]);
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

/** Members by their kind, numbered where a kind comes twice: names of folders. */
function nameMembers(models: CompletionModel[]): {name: string; model: CompletionModel}[] {
  return models.map((model, i) => ({name: `${i + 1}-${model.kind}`, model}));
}

async function openAll(
  members: {name: string; model: CompletionModel}[],
  {engine}: Params,
): Promise<Completer[]> {
  const completers: Completer[] = [];
  for (const {name, model} of members) {
    const completer = await openCompleter(model, {engine});
    if (!completer.probabilities) {
      throw new Error(
        `models: ${name} gives scores but no probabilities; expected models that can be mixed: a GPT, a set encoder, nearest sets. Take it out of the list.`,
      );
    }
    completers.push(completer);
  }
  return completers;
}

/** The validation sets, masked by every share and seed. */
function maskForFit(validation: TokenShard, {maskShares, seeds, maxSets}: Params) {
  const rows = createRandom(seeds[0]).shuffle(Int32Array.from(validation.setIds.keys()));
  const drawn = new Set(Array.from(rows.subarray(0, maxSets), row => validation.setIds[row]));
  const masked = maskShares.flatMap(share =>
    seeds.flatMap(seed => maskSets(validation, share, seed)),
  );
  const usable = masked.filter(
    ({setId, promptGenes, heldOutGenes}) =>
      drawn.has(setId) && promptGenes.length > 0 && heldOutGenes.length > 0,
  );
  if (usable.length > 0) return usable;
  throw new Error(
    `none of ${validation.setIds.length} validation sets has two genes; expected at least one to fit the weights on: raise heldOutShare of the split.`,
  );
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
    stage: 'mix-models',
    counts: {members: names.length, maskedValidationSets: cases},
    notes: [],
  };
}
