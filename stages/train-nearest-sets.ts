// "Trains" the lookup baseline as a stage of its own, so that it can stand in for train-gpt: it keeps the sets, and
// chooses by the validation sets how nearness is judged where several ways are given.
import {z} from 'zod';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import type {TokenShard} from '../shared/genes/tokens/token-shard.ts';
import {indexGenes} from '../shared/models/baselines/gene-index.ts';
import {
  createNearestSetsRanker,
  type NearestSetsOptions,
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
});

const inputs = {vocabulary, training: tokenShard, validation: tokenShard};
const outputs = {model: completionModel, lossCurve, summary: stageSummary};
type Context = StageContext<typeof inputs, typeof outputs, z.output<typeof params>>;

export default stage(import.meta.url, {
  summary: 'Keep the training sets as a model that completes by nearest sets.',
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
  const index = indexGenes(training, vocabSize);
  const trials = choices.map((choice, done): Trial<NearestSetsOptions> => {
    progress({done, total: choices.length, unit: 'choices'});
    const ranker = createNearestSetsRanker(index, choice);
    return {choice, score: meanCriterion(ranker, sets, criterion)};
  });
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
