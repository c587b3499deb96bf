// Scores completed gene sets of any number of methods: the test of Talk Can Cells?, and what its headline leaves out.
import {basename} from 'node:path';
import {z} from 'zod';
import {scoredCompletions} from '../shared/formats/completions.ts';
import {results} from '../shared/formats/results.ts';
import {setScores} from '../shared/formats/set-scores.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {tokenShard} from '../shared/formats/token-shard.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {namedCount} from '../shared/genes/tokens/masking-protocols.ts';
import type {Vocabulary} from '../shared/genes/tokens/vocabulary.ts';
import {CHANCE, CHANCE_IDENTITY, predictByChance} from '../shared/models/baselines/chance.ts';
import {type GeneIndex, indexGenes} from '../shared/models/baselines/gene-index.ts';
import {createMaxJaccard} from '../shared/models/baselines/set-similarity.ts';
import {many, stage} from '../shared/pipeline/stage.ts';
import type {LineageEntry} from '../shared/pipeline/stage-contract.ts';
import {type Backgrounds, createBackgrounds} from '../shared/scores/background.ts';
import {CompletionGatherer, type ProtocolCompletions} from '../shared/scores/gather-completions.ts';
import type {Prediction} from '../shared/scores/score-completion.ts';
import {scoreProtocol} from '../shared/scores/score-methods.ts';
import type {ResultsProvenance, ScoreResults, SetScore} from '../shared/scores/score-results.ts';
import {INTERVAL_LEVEL, keepBootstraps} from '../shared/stats/bootstrap.ts';

const params = z.strictObject({
  significance: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.05)
    .describe('a set counts as completed when its Benjamini–Hochberg q-value is at most this'),
  reference: z
    .string()
    .min(1)
    .optional()
    .describe('method that all others are compared with; the first of the completions by default'),
  resamples: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of the bootstrap and of chance'),
});
type Params = z.output<typeof params>;

export default stage(import.meta.url, {
  summary: 'Score the completed sets of all methods: significance, recall, ranking, strata.',
  inputs: {completions: many(scoredCompletions), vocabulary, training: tokenShard},
  outputs: {results, perSet: setScores, summary: stageSummary},
  params,
  async run({inputs, outputs, params, log, progress, lineage}) {
    const genes = await inputs.vocabulary.read();
    const index = indexGenes(await inputs.training.read(), genes.symbols.length);
    const gathered = new CompletionGatherer(index.vocabSize, createMaxJaccard(index));
    for (const {path, read} of inputs.completions) gathered.add(path, await read());
    if (gathered.methods.has(CHANCE)) {
      throw new Error(
        `A method is named ${CHANCE}, as the floor that is always scored; expected another name. Change its method parameter in complete-gene-sets.`,
      );
    }
    const methods = new Map([...gathered.methods, [CHANCE, CHANCE_IDENTITY]]);
    const [first] = methods.keys();
    const reference = params.reference ?? first;
    const scored: ScoreResults = {
      methods: Object.fromEntries(methods),
      protocols: {},
      provenance: describeProvenance(genes, index, lineage, params),
    };
    const {bootstrap, significance} = scored.provenance;
    const bootstrapOf = keepBootstraps(bootstrap);
    const perSet: SetScore[] = [];
    const protocols = gathered.finish();
    for (const [done, protocol] of protocols.entries()) {
      const {background} = protocol.protocol;
      const backgrounds = createBackgrounds(background, genes, protocol.runs[0].sets);
      const runs = withChance(protocol, backgrounds, params.seed);
      const options = {significance, bootstrapOf, reference};
      const {results, scores} = scoreProtocol(protocol.protocol, backgrounds, runs, options);
      scored.protocols[protocol.protocol.name] = results;
      for (const score of scores) perSet.push(score);
      progress({done: done + 1, total: protocols.length, unit: 'protocols'});
    }
    await outputs.results.write(scored);
    await outputs.perSet.write(perSet);
    await outputs.summary.write(toStageSummary(scored));
    for (const line of describeResults(scored)) log.info(line);
  },
});

/** Random genes, as many as the other methods name from a ranking. */
function withChance(
  {protocol, runs}: ProtocolCompletions,
  backgrounds: Backgrounds,
  seed: number,
): ProtocolCompletions['runs'] {
  return runs.map(run => {
    const chance = run.sets.map((set): Prediction => {
      const count = namedCount(protocol, set.promptGenes.length);
      const {candidates} = backgrounds.of(set.library);
      return predictByChance(set, count, candidates, [seed, run.seed]);
    });
    return {...run, predictions: new Map([...run.predictions, [CHANCE, chance]])};
  });
}

function describeProvenance(
  {symbols}: Vocabulary,
  {setCount}: GeneIndex,
  lineage: readonly LineageEntry[],
  {significance, resamples, seed}: Params,
): ResultsProvenance {
  const models = lineage.flatMap(({stage, key, outputs}) =>
    Object.values(outputs)
      .filter(({format}) => format.startsWith('completion-model@'))
      .map(({sha256}) => [stage, {key, sha256}]),
  );
  const sources = lineage
    .filter(entry => entry.sources.length > 0)
    .map(({stage, sources}) => [
      stage,
      // Where a file lay says nothing that its hash does not.
      Object.fromEntries(sources.map(({path, sha256}) => [basename(path), sha256])),
    ]);
  return {
    significance,
    bootstrap: {resamples, seed, level: INTERVAL_LEVEL},
    trainingSets: setCount,
    vocabulary: symbols.length,
    models: Object.fromEntries(models),
    sources: Object.fromEntries(sources),
  };
}

function toStageSummary({protocols}: ScoreResults) {
  const all = Object.entries(protocols);
  const [, first] = all[0];
  return {
    counts: {
      sets: first.sets,
      methods: Object.keys(first.methods).length,
      protocols: all.length,
    },
    notes: all
      .filter(([, {untestedSets}]) => untestedSets > 0)
      .map(([name, {untestedSets}]) => ({
        message: `sets without a held-out gene in the background of ${name}, never significant`,
        count: untestedSets,
      })),
  };
}

function describeResults({protocols}: ScoreResults): string[] {
  return Object.entries(protocols).flatMap(([name, {sets, methods}]) =>
    Object.entries(methods).map(
      ([method, {significant, recallAt50}]) =>
        `${name}, ${method}: ${Math.round(significant ?? 0)} of ${sets} significant, recall@50 ${recallAt50?.toFixed(3)}`,
    ),
  );
}
