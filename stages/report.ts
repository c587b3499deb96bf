// Writes the report: one HTML page that opens anywhere, offline, and prints, with its numbers beside it.
import {z} from 'zod';
import {completions} from '../shared/formats/completions.ts';
import {htmlPage} from '../shared/formats/html-page.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {modelFileScores} from '../shared/formats/model-file-scores.ts';
import {nameScores} from '../shared/formats/names/name-scores.ts';
import {nearestTwins} from '../shared/formats/nearest-twins.ts';
import {results} from '../shared/formats/results.ts';
import {setScores} from '../shared/formats/set-scores.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import {many, optionalMany, stage} from '../shared/pipeline/stage.ts';
import {reportPage} from '../shared/report/report-page.ts';

export default stage(import.meta.url, {
  summary:
    'Write scores, charts, examples and provenance as one HTML page, with the numbers as JSON.',
  inputs: {
    results,
    perSet: setScores,
    completions: many(completions),
    vocabulary,
    lossCurve: optionalMany(lossCurve),
    twins: nearestTwins,
    modelFiles: optionalMany(modelFileScores),
    names: optionalMany(nameScores),
    summaries: many(stageSummary),
  },
  outputs: {page: htmlPage, results},
  params: z.strictObject({
    title: z.string().min(1).default('geneglot').describe('name of the run, above the headline'),
    examples: z.int().nonnegative().default(10).describe('how many example sets are shown'),
    seed: z.int().nonnegative().default(1).describe('seed that draws the example sets'),
  }),
  async run({inputs, outputs, params, lineage}) {
    const completions = await Promise.all(inputs.completions.map(artifact => artifact.read()));
    const scored = await inputs.results.read();
    const page = await reportPage({
      title: params.title,
      results: scored,
      scores: await inputs.perSet.read(),
      completions: completions.flat(),
      symbols: (await inputs.vocabulary.read()).symbols,
      lossCurve: (await Promise.all(inputs.lossCurve.map(curve => curve.read()))).flat(),
      twins: await inputs.twins.read(),
      modelFiles: await Promise.all(inputs.modelFiles.map(scores => scores.read())),
      names: await Promise.all(inputs.names.map(scores => scores.read())),
      journey: await Promise.all(inputs.summaries.map(summary => summary.read())),
      lineage,
      examples: {count: params.examples, seed: params.seed},
    });
    await outputs.page.write(page);
    await outputs.results.write(scored);
  },
});
