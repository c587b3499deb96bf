// Packs an annotator of cells into one file, NAME.geneglot, and compares their answers on test cells.
import {stat} from 'node:fs/promises';
import {z} from 'zod';
import {gatherCells} from '../../shared/cells/gather-cells.ts';
import {selectCells} from '../../shared/cells/labelled-cells.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {cellAnnotator} from '../../shared/models/kinds/cell-annotator.ts';
import {type CellBundle, cellBundle} from '../../shared/models/kinds/cell-bundle.ts';
import {compareAnnotations} from '../../shared/models/model-file/compare-annotations.ts';
import {describeOrigin} from '../../shared/models/model-file/describe-origin.ts';
import {packAnnotator, unpackAnnotator} from '../../shared/models/model-file/pack-annotator.ts';
import {gatherSources} from '../../shared/models/training/source-licences.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary:
    'Pack an annotator of cells into one file that annotates anywhere; compare their answers.',
  assets: ENGINE_ASSETS,
  inputs: {
    annotator: cellAnnotator,
    rankModel,
    matrix: cellMatrix,
    cells: cellTable,
    split: cellSplit,
  },
  outputs: {bundle: cellBundle, summary: stageSummary},
  params: z.strictObject({
    title: z.string().min(1).default('types of cells').describe('what the model is called'),
    levels: z
      .int()
      .min(0)
      .max(127)
      .default(127)
      .describe(
        'values on each side of zero that a weight of the model of cells may take; 0 rounds none',
      ),
    testCells: z.int().positive().default(1000).describe('test cells that are compared, the first'),
    seed: z.int().nonnegative().default(1).describe('seed of the order of equal genes'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress, lineage}) {
    const stored = await inputs.annotator.read();
    const {slope, intercept, targetSum} = await inputs.rankModel.read();
    const {packed, parts} = packAnnotator(stored, params.levels);
    const tables = {cells: await inputs.cells.read(), split: await inputs.split.read()};
    const draw = {maxTrainingCells: 0, targetSum: targetSum ?? undefined, seed: params.seed};
    const {splits, symbols, types} = await gatherCells(await inputs.matrix.read(), tables, draw);
    const first = Array.from(splits.test.labels.keys()).slice(0, params.testCells);
    const about: Omit<CellBundle['about'], 'scores'> = {
      ...{title: params.title, rankModel: {slope, intercept}},
      ...{sources: gatherSources(lineage), origin: describeOrigin(lineage), ...packed},
    };
    const file = unpackAnnotator(outputs.bundle.path, {about, parts});
    const both = {annotator: stored, file};
    const tested = {symbols, types, ...selectCells(splits.test, first)};
    const scores = await compareAnnotations(both, tested, {
      ...params,
      onProgress: (done, name) =>
        progress({done, total: first.length, unit: 'cells', note: `comparing: ${name}`}),
    });
    await outputs.bundle.write({about: {...about, scores}, parts});
    const {size: bytes} = await stat(outputs.bundle.path);
    const {cells, sameType, chanceDifference, accuracy} = scores;
    log.info(
      `${(bytes / 1e6).toFixed(1)} MB; the same type for ${sameType} of ${cells} test cells, chances within ${chanceDifference.toFixed(3)}; accuracy ${accuracy.file.toFixed(3)}, the annotator ${accuracy.annotator.toFixed(3)}`,
    );
    await outputs.summary.write({counts: {bytes, cells, sameType}});
  },
});
