// "Trains" the lookup baseline as a stage of its own, so that it can stand in for train-gpt: it keeps the sets, and
// chooses by the validation sets how nearness is judged where several ways are given.
import {z} from 'zod';
import {ENGINE_ASSETS, engineParam} from '../shared/engines/engine-params.ts';
import {loadEngine} from '../shared/engines/load.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import type {TokenShard} from '../shared/genes/tokens/token-shard.ts';
import {countGenes} from '../shared/models/baselines/gene-index.ts';
import {
  type NearestSetsOptions,
  rankByNearestSets,
} from '../shared/models/baselines/nearest-sets.ts';
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

const params = z.strictObject({
  power: oneOrMore(z.number().positive())
    .default(2)
    .describe(
      'exponent of the cosine that weights a neighbouring set; a list is tried on the validation sets, e.g. [1, 2, 3, 4, 6]',
    ),
  idf: oneOrMore(z.boolean())
    .default(false)
    .describe('weight genes by log inverse set frequency in the cosine; a list tries both'),
  ...tuningParams,
  engine: engineParam,
});

const inputs = {vocabulary, training: tokenShard, validation: tokenShard};
const outputs = {model: completionModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, z.output<typeof params>>;

export default stage(import.meta.url, {
  summary: 'Keep the training sets as a model that completes by nearest sets.',
  assets: ENGINE_ASSETS,
  inputs,
  outputs,
  params,
  async run(context) {
    const {inputs, outputs, params} = context;
    const {symbols} = await inputs.vocabulary.read();
    const training = await inputs.training.read();
    const choices = valuesOf(params.idf).flatMap(idf =>
      valuesOf(params.power).map(power => ({power, idf})),
    );
    const {options, notes} =
      choices.length === 1
        ? {options: choices[0], notes: []}
        : await choose(context, choices, training, symbols.length);
    await outputs.model.write({kind: 'nearest-sets', options, vocabSize: symbols.length, training});
    await outputs.summary.write({
      counts: {
        trainingSets: training.setIds.length,
        power: options.power,
        idf: Number(options.idf),
      },
      notes,
    });
  },
});

/** The choice that completes the validation sets best, and the whole grid as notes. */
async function choose(
  {inputs, params, progress, log}: Context,
  choices: NearestSetsOptions[],
  training: TokenShard,
  vocabSize: number,
) {
  const {criterion} = params;
  const sets = drawTuningSets(await inputs.validation.read(), params);
  const counts = countGenes(training, vocabSize);
  const {engine, reason} = await loadEngine(params.engine);
  log.info(`engine: ${engine.description} (${reason})`);
  const kept = await engine.keepSets(training, vocabSize);
  const trials: Trial<NearestSetsOptions>[] = [];
  for (const choice of choices) {
    const before = trials.length * sets.length;
    const total = choices.length * sets.length;
    const onRanked = (done: number) =>
      progress({done: before + done, total, unit: 'sets', note: describeChoice(choice)});
    const ranker = rankByNearestSets(counts, kept, choice);
    trials.push({choice, score: await meanCriterion(ranker, sets, criterion, onRanked)});
  }
  kept.dispose();
  const notes = describeTrials(trials, sets.length, criterion, describeChoice);
  for (const {message, count} of notes) log.info(`${message}: ${count.toFixed(4)}`);
  const {choice} = bestTrial(trials);
  log.info(`chosen: ${describeChoice(choice)}`);
  const powers = valuesOf(params.power);
  if (atEdge(powers, choice.power)) {
    log.warn(`power ${choice.power} is at an end of its list: values beyond may be better`);
  }
  return {options: choice, notes};
}

function describeChoice({power, idf}: NearestSetsOptions): string {
  return `power ${power}, idf ${idf ? 'on' : 'off'}`;
}
