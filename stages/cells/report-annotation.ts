// Writes the page on annotated cells.
import {z} from 'zod';
import {annotatedCells} from '../../shared/formats/cells/annotated-cells.ts';
import {annotationReport} from '../../shared/formats/cells/annotation-report.ts';
import {htmlPage} from '../../shared/formats/html-page.ts';
import {stage} from '../../shared/pipeline/stage.ts';
import {annotationPage} from '../../shared/report/cells/annotation-page.ts';

export default stage(import.meta.url, {
  summary: 'Write the page on annotated cells: types, map, disagreements, telling genes.',
  inputs: {annotations: annotatedCells, report: annotationReport},
  outputs: {page: htmlPage},
  params: z.strictObject({
    title: z.string().min(1).default('geneglot · annotated cells').describe('name of the page'),
  }),
  async run({inputs, outputs, params, lineage}) {
    const rows = await inputs.annotations.read();
    const report = await inputs.report.read();
    await outputs.page.write(await annotationPage({...params, rows, report, lineage}));
  },
});
