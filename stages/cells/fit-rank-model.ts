// Fits the line that turns a gene's rank in a cell sentence back into expression, for this data set.
import {z} from 'zod';
import {normalizedBatches, TARGET_SUM} from '../../shared/cells/normalize.ts';
import {drawCells, reconstructionSpearman} from '../../shared/cells/sentences/rank-agreement.ts';
import {firstNegativeRank, RankFitter} from '../../shared/cells/sentences/rank-model.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {stage} from '../../shared/pipeline/stage.ts';

/** Below this share of explained variance, users of Cell2Sentence found reconstructions to be of no use. */
const LOW_R2 = 0.5;

export default stage(import.meta.url, {
  summary:
    'Fit expression = intercept + slope · log10(1 + rank) to the cells, and say how well it holds.',
  inputs: {matrix: cellMatrix},
  outputs: {model: rankModel, summary: stageSummary},
  params: z.strictObject({
    spearmanCells: z
      .number()
      .int()
      .positive()
      .default(2000)
      .describe("cells drawn for Spearman's correlation, which needs all their points in memory"),
    targetSum: z
      .number()
      .positive()
      .default(TARGET_SUM)
      .describe("sum that a cell's counts are normalized to"),
    seed: z.number().int().nonnegative().default(1).describe('seed of the draw of those cells'),
  }),
  async run({inputs, outputs, params, log, progress}) {
    const matrix = await inputs.matrix.read();
    const batches = () => normalizedBatches(matrix, params.targetSum);
    const fitter = new RankFitter();
    let done = 0;
    for await (const batch of batches()) {
      fitter.add(batch);
      done += batch.offsets.length - 1;
      progress({done, total: done, unit: 'cells'});
    }
    const fit = fitter.finish();
    const drawn = drawCells(fit.cells, params.spearmanCells, params.seed);
    const spearman = await reconstructionSpearman(batches(), fit, drawn);
    await outputs.model.write({
      ...fit,
      ...{spearman, spearmanCells: drawn.length},
      targetSum: matrix.valueKind === 'counts' ? params.targetSum : null,
      firstNegativeRank: firstNegativeRank(fit),
    });
    const {cells, points, slope, intercept, r2, pearson} = fit;
    log.info(
      `${cells} cells, ${points} points: slope ${slope.toFixed(4)}, intercept ${intercept.toFixed(4)}, R² ${r2.toFixed(4)}, Pearson ${pearson.toFixed(4)}, Spearman ${spearman?.toFixed(4) ?? 'undefined'} (${drawn.length} cells)`,
    );
    if (r2 < LOW_R2) {
      log.warn(
        `the line explains ${Math.round(100 * r2)} % of the variance: expression rebuilt from sentences will be far off. Check that the matrix holds counts or log-normalized values.`,
      );
    }
    await outputs.summary.write({counts: {cells, points}});
  },
});
