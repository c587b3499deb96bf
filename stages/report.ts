// Writes the report: one HTML page that opens anywhere, offline, and prints, with its numbers beside it.
import {z} from 'zod';
import {shownCompletions} from '../shared/formats/completions.ts';
import {htmlPage} from '../shared/formats/html-page.ts';
import {lossCurve} from '../shared/formats/loss-curve.ts';
import {modelFileScores} from '../shared/formats/model-file-scores.ts';
import {nameScores} from '../shared/formats/names/name-scores.ts';
import {nearestTwins} from '../shared/formats/nearest-twins.ts';
import {results} from '../shared/formats/results.ts';
import {setScores} from '../shared/formats/set-scores.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {vocabulary} from '../shared/formats/vocabulary.ts';
import type {ProtocolName} from '../shared/genes/tokens/masking-protocols.ts';
import {many, optionalMany, stage} from '../shared/pipeline/stage.ts';
import type {ReportCompletion} from '../shared/report/report-content.ts';
import {reportPage} from '../shared/report/report-page.ts';
import type {ScoreResults} from '../shared/scores/score-results.ts';

export default stage(import.meta.url, {
  summary:
    'Write scores, charts, examples and provenance as one HTML page, with the numbers as JSON.',
  inputs: {
    results,
    perSet: setScores,
    completions: many(shownCompletions),
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
    const scored = await inputs.results.read();
    const shown: ReportCompletion[] = [];
    // File after file, so that the rows of one alone are in memory, with those that are shown: of the first seeds.
    for (const artifact of inputs.completions) {
      for (const row of await artifact.read()) if (isShown(row, scored)) shown.push(row);
    }
    const page = await reportPage({
      title: params.title,
      results: scored,
      scores: await inputs.perSet.read(),
      completions: shown,
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

/** Whether a completion is of its protocol's first seed, which stands for all where single sets are shown. */
function isShown({protocol, seed}: ReportCompletion, {protocols}: ScoreResults): boolean {
  return protocols[protocol as ProtocolName]?.seeds[0] === seed;
}
