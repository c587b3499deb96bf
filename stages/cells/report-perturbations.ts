// Writes the page on predicted perturbations: every method beside its baselines and the ceiling, with a chart by type.
import {z} from 'zod';
import {perturbationScores} from '../../shared/formats/cells/perturbation-scores.ts';
import {htmlPage} from '../../shared/formats/html-page.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import {perturbationPage} from '../../shared/report/cells/perturbation-page.ts';

export default stage(import.meta.url, {
  summary: 'Write the page on predicted perturbations.',
  inputs: {results: perturbationScores},
  outputs: {page: htmlPage},
  params: z.strictObject({
    title: z.string().min(1).default('geneglot · perturbations').describe('name of the page'),
  }),
  async run({inputs, outputs, params, lineage}) {
    const scores = await inputs.results.read();
    await outputs.page.write(await perturbationPage({...params, scores, lineage}));
  },
});
