// Scores what methods called the test sets beside their true names.
import {z} from 'zod';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {nameScores} from '../../shared/formats/names/name-scores.ts';
import {nameSetScores} from '../../shared/formats/names/name-set-scores.ts';
import {setNames} from '../../shared/formats/names/set-names.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {setCount} from '../../shared/genes/sets/gene-set-table.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import type {NameResults} from '../../shared/scores/names/name-results.ts';
import {chooseNameExamples, scoreNames} from '../../shared/scores/names/score-names.ts';
import {summarizeNames} from '../../shared/scores/names/summarize-names.ts';
import {INTERVAL_LEVEL} from '../../shared/stats/bootstrap.ts';

export default stage(import.meta.url, {
  summary: 'Score names of test sets: words of the true name, and nearness in meaning.',
  inputs: {names: setNames, training: geneSetTable},
  outputs: {results: nameScores, perSet: nameSetScores, summary: stageSummary},
  params: z.strictObject({
    resamples: z
      .int()
      .nonnegative()
      .default(1000)
      .describe('bootstrap resamples of the test sets for 95 % intervals; 0 for none'),
    seed: z.int().nonnegative().default(1).describe('seed of the bootstrap'),
    examples: z
      .int()
      .nonnegative()
      .default(20)
      .describe('sets shown with their names: every so many-th by its id'),
  }),
  async run({inputs, outputs, params, log}) {
    const training = await inputs.training.read();
    const perSet = scoreNames(await inputs.names.read(), training);
    if (perSet.length === 0) {
      throw new Error('found no names, expected those of one test set at least');
    }
    const {resamples, seed, examples} = params;
    const bootstrap = {resamples, seed, level: INTERVAL_LEVEL};
    const results: NameResults = {
      sets: new Set(perSet.map(({setId}) => setId)).size,
      shown: summarizeNames(perSet, bootstrap),
      examples: chooseNameExamples(perSet, examples),
      provenance: {trainingSets: setCount(training), bootstrap},
    };
    await outputs.results.write(results);
    await outputs.perSet.write(perSet);
    for (const line of describe(results)) log.info(line);
    await outputs.summary.write({counts: {sets: results.sets, names: perSet.length}});
  },
});

function describe({shown}: NameResults): string[] {
  return Object.entries(shown).flatMap(([part, {methods}]) =>
    Object.entries(methods).map(
      ([method, {f1, meaning}]) =>
        `${part} sets, ${method}: word F1 ${f1?.toFixed(3)}, meaning ${meaning?.toFixed(3) ?? '–'}`,
    ),
  );
}
