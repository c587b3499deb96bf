// Scores completed gene sets beside baselines: the test of Talk Can Cells?, and what its headline leaves out.
import {z} from 'zod';
import {type GeneIndex, indexGenes} from '../shared/baselines/gene-index.ts';
import {type BaselineMethod, chanceMethod, trainedBaselines} from '../shared/baselines/methods.ts';
import {predictGenes} from '../shared/baselines/predict.ts';
import {createMaxJaccard} from '../shared/baselines/set-similarity.ts';
import {completions} from '../shared/formats/completions.ts';
import {results} from '../shared/formats/results.ts';
import {setScores} from '../shared/formats/set-scores.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {tokenIds, type Vocabulary} from '../shared/genes/vocabulary.ts';
import {stage} from '../shared/pipeline/stage.ts';
import {type ReadCompletion, readCompletion} from '../shared/stats/read-completions.ts';
import {
  adjustForAllSets,
  type ScoringOptions,
  scoreCompletion,
  type TestSet,
} from '../shared/stats/score-completion.ts';
import {MODEL_METHOD, type ScoreResults} from '../shared/stats/score-results.ts';
import {
  type ScoredMethod,
  summarizeDifferences,
  summarizeMethods,
  summarizeStrata,
} from '../shared/stats/summarize-scores.ts';

const params = z.strictObject({
  significance: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.05)
    .describe('a set counts as completed when its Benjamini–Hochberg q-value is below this'),
  topK: z.array(z.int().positive()).min(1).default([10, 50, 100]).describe('cuts of recall@k'),
  baselines: z
    .boolean()
    .default(true)
    .describe('score popularity and nearest sets as well; chance is always scored'),
  resamples: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of the bootstrap and of chance'),
});
type Params = z.output<typeof params>;

/** Share of resampled means inside an interval. */
const INTERVAL_LEVEL = 0.95;

export default stage(import.meta.url, {
  summary: 'Score the completed sets beside baselines: significance, recall, ranking.',
  inputs: {completions, vocabulary, training: tokenShard},
  outputs: {results, perSet: setScores, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, progress}) {
    const genes = await inputs.vocabulary.read();
    const index = indexGenes(await inputs.training.read(), genes.symbols.length);
    const tokens = tokenIds(genes);
    const rows = await inputs.completions.read();
    const read = rows.map(row => readCompletion(row, tokens));
    const scorable = read.filter(({set}) => set.heldOutGenes.length > 0);
    if (scorable.length === 0) {
      throw new Error(
        `${inputs.completions.path}: none of ${rows.length} completions holds out a gene; expected at least one to score.`,
      );
    }
    const options = scoringOptions(genes, params);
    const methods = scoreMethods(scorable, index, options, params, done =>
      progress({done, total: scorable.length, unit: 'sets'}),
    );
    const scored = summarize(methods, rows.length, options, params);
    await outputs.results.write(scored);
    await outputs.perSet.write(methods.flatMap(({scores}) => scores));
    await outputs.summary.write(toStageSummary(scored));
    for (const {method, significantSets} of scored.methods) {
      log.info(`${method}: ${significantSets.vocabulary} of ${scored.sets.scored} significant`);
    }
  },
});

function scoringOptions(genes: Vocabulary, {topK}: Params): ScoringOptions {
  const proteinCodingCount = genes.proteinCoding.reduce((sum, coding) => sum + coding, 0);
  return {
    topK,
    // The end token is no gene.
    geneCount: genes.symbols.length - 1,
    proteinCoding: genes.proteinCoding,
    proteinCodingCount,
  };
}

/** All methods on all sets; every method sees the same prompts and names as many genes as the model did. */
function scoreMethods(
  completions: ReadCompletion[],
  index: GeneIndex,
  options: ScoringOptions,
  {baselines, seed}: Params,
  onProgress: (done: number) => void,
): ScoredMethod[] {
  const rivals: BaselineMethod[] = [
    ...(baselines ? trainedBaselines(index) : []),
    chanceMethod(index, seed),
  ];
  const model: ScoredMethod = {method: MODEL_METHOD, scores: []};
  const others = rivals.map(({name}): ScoredMethod => ({method: name, scores: []}));
  const maxJaccard = createMaxJaccard(index);
  for (const [done, {set: read, prediction}] of completions.entries()) {
    const set: TestSet = {
      ...read,
      maxJaccard: maxJaccard(Int32Array.of(...read.promptGenes, ...read.heldOutGenes)),
    };
    model.scores.push(scoreCompletion(MODEL_METHOD, set, prediction, options));
    for (const [i, {name, ranker}] of rivals.entries()) {
      const rival = predictGenes(ranker, set, prediction.generatedGenes.length);
      others[i].scores.push(scoreCompletion(name, set, rival, options));
    }
    onProgress(done + 1);
  }
  const methods = [model, ...others];
  for (const {scores} of methods) adjustForAllSets(scores);
  return methods;
}

function summarize(
  methods: ScoredMethod[],
  total: number,
  {geneCount, proteinCodingCount}: ScoringOptions,
  {significance, topK, resamples, seed}: Params,
): ScoreResults {
  const bootstrap = {resamples, seed, level: INTERVAL_LEVEL};
  const options = {significance, topK, bootstrap};
  const {scores} = methods[0];
  const codingSets = scores.filter(score => score.proteinCodingPValue !== null).length;
  return {
    significance,
    topK,
    bootstrap,
    sets: {total, scored: scores.length, withoutHeldOutGenes: total - scores.length},
    backgrounds: {
      vocabulary: {genes: geneCount, sets: scores.length},
      proteinCoding: {genes: proteinCodingCount, sets: codingSets},
    },
    methods: summarizeMethods(methods, options),
    differences: summarizeDifferences(methods, options),
    stratifications: [
      summarizeStrata(methods, 'maxJaccard', options),
      summarizeStrata(methods, 'setSize', options),
    ],
  };
}

function toStageSummary({sets, backgrounds, methods}: ScoreResults) {
  const [model] = methods;
  const notes = [
    {message: 'sets without a held-out gene, not scored', count: sets.withoutHeldOutGenes},
    {
      message: 'sets without a protein-coding held-out gene, not tested on that background',
      count: sets.scored - backgrounds.proteinCoding.sets,
    },
    {
      message: 'sets for which the model generated no gene, so that no method may name one',
      count: model.setsWithoutGenes,
    },
  ];
  return {
    stage: 'score-completions',
    counts: {
      sets: sets.total,
      scoredSets: sets.scored,
      significantSets: model.significantSets.vocabulary,
      significantSetsProteinCoding: model.significantSets.proteinCoding,
    },
    notes: notes.filter(({count}) => count > 0),
  };
}
