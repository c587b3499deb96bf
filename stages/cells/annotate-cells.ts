// Annotates cells that no model was trained on: types with chances, sets of types, and unknown ones.
import {z} from 'zod';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {annotatedCells} from '../../shared/formats/cells/annotated-cells.ts';
import {annotationReport} from '../../shared/formats/cells/annotation-report.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {annotateMatrix} from '../../shared/models/cells/annotate-matrix.ts';
import {cellAnnotator} from '../../shared/models/kinds/cell-annotator.ts';
import {stage} from '../../shared/pipeline/stage.ts';

const count = z.int().positive();

export default stage(import.meta.url, {
  summary: 'Annotate new cells: type, chance, the types that remain, or unknown.',
  assets: ENGINE_ASSETS,
  inputs: {annotator: cellAnnotator, matrix: cellMatrix, cells: cellTable},
  outputs: {annotations: annotatedCells, report: annotationReport, summary: stageSummary},
  params: z.strictObject({
    mapCells: count.default(1000).describe('cells drawn on the map'),
    tellingGenes: count.default(8).describe('genes named for each type'),
    seed: z.int().nonnegative().default(1).describe('seed of the draw, the map and equal genes'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const names = await inputs.cells.read();
    const {rows, report, description} = await annotateMatrix(
      await inputs.annotator.read(),
      await inputs.matrix.read(),
      names,
      {
        ...params,
        name: inputs.matrix.path,
        embedCells: true,
        onProgress: done => progress({done, total: names.length, unit: 'cells'}),
      },
    );
    if (description !== null) log.info(description);
    for (const alarm of report.alarms) log.warn(alarm);
    const {cells, unknownCells, disagreeing, labelled} = report;
    log.info(`${unknownCells} of ${cells} cells unknown, methods disagree on ${disagreeing}`);
    if (labelled.cells > 0) {
      log.info(`${labelled.right} of ${labelled.cells} cells of known types have their label`);
    }
    await outputs.annotations.write(rows);
    await outputs.report.write(report);
    await outputs.summary.write({counts: {cells, unknownCells, disagreeing}});
  },
});
