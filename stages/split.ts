// Splits sets into training, validation and test so that no held-out set has a near-twin among the training sets.
// docs/decisions/0003-split.md says why near-twins, and what was measured.
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {splitClusters} from '../shared/formats/split-clusters.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {
  countSizes,
  type DrawOptions,
  drawSplit,
  isTooLarge,
  SPLITS,
  type Split,
} from '../shared/genes/draw-split.ts';
import {selectSets} from '../shared/genes/gene-set-builder.ts';
import {type GeneSetTable, setCount, setSize} from '../shared/genes/gene-set-table.ts';
import {clusterNearTwins} from '../shared/genes/near-twins.ts';
import {stage} from '../shared/pipeline/stage.ts';

const share = z.number().gt(0).max(1);

export default stage(import.meta.url, {
  summary: 'Hold out test and validation sets that have no near-twin in training.',
  inputs: {geneSets: geneSetTable},
  outputs: {
    training: geneSetTable,
    validation: geneSetTable,
    test: geneSetTable,
    clusters: splitClusters,
    summary: stageSummary,
  },
  params: z.strictObject({
    seed: z.number().int().nonnegative().default(1).describe('seed of the draw'),
    heldOutShare: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.05)
      .describe('share of all sets held out: the test sets, and the rest for validation'),
    testSets: z.number().int().positive().default(1000).describe('number of test sets'),
    unit: z
      .enum(['cluster', 'set'])
      .default('cluster')
      .describe(
        'what is drawn: whole clusters of near-twins, or single sets (near-twins then leak)',
      ),
    minJaccard: share
      .default(0.5)
      .describe('sets are near-twins from this share of their united genes in common'),
    minContainment: share
      .default(0.8)
      .describe(
        'sets of comparable size are near-twins from this share of the smaller set in common',
      ),
    minSizeRatio: share
      .default(0.5)
      .describe(
        'sizes are comparable when the smaller set has at least this share of the genes of the larger',
      ),
    maxClusterShare: share
      .default(0.02)
      .describe('a cluster with more than this share of all sets always goes to training'),
  }),
  async run({inputs, outputs, params, log, progress}) {
    const table = await inputs.geneSets.read();
    const total = setCount(table);
    const clusterOf = clusterNearTwins(table, params, done =>
      progress({done, total, unit: 'sets'}),
    );
    const units = params.unit === 'cluster' ? clusterOf : Int32Array.from(clusterOf.keys());
    const splits = drawSplit(units, params);
    for (const split of SPLITS) {
      const rows = Array.from(splits.keys()).filter(row => splits[row] === split);
      await outputs[split].write(selectSets(table, rows));
    }
    await outputs.clusters.write(
      splits.map((split, row) => ({setId: table.setIds[row], cluster: clusterOf[row], split})),
    );
    const summary = summarize(table, clusterOf, splits, params);
    const {counts, notes} = summary;
    log.info(
      `${counts.training} training, ${counts.validation} validation, ${counts.test} test sets`,
    );
    log.info(
      `${counts.clusters} clusters of near-twins, the largest of ${counts.largestCluster} sets`,
    );
    for (const {message, count} of notes) log.info(`${count} ${message}`);
    await outputs.summary.write(summary);
  },
});

function summarize(
  table: GeneSetTable,
  clusterOf: Int32Array,
  splits: Split[],
  options: DrawOptions,
) {
  const sizes = countSizes(clusterOf);
  const rowsOf = (split: Split) => Array.from(splits.keys()).filter(row => splits[row] === split);
  const counts = {
    sets: splits.length,
    training: rowsOf('training').length,
    validation: rowsOf('validation').length,
    test: rowsOf('test').length,
    clusters: sizes.length,
    setsWithoutNearTwin: sizes.filter(size => size === 1).length,
    largestCluster: sizes.reduce((largest, size) => Math.max(largest, size), 0),
    medianGenesTraining: medianSize(table, rowsOf('training')),
    medianGenesTest: medianSize(table, rowsOf('test')),
  };
  const tooLarge = clusterOf.filter(cluster => isTooLarge(sizes[cluster], splits.length, options));
  const notes = [
    {
      message: `sets in clusters of more than ${options.maxClusterShare} of all sets, never held out as clusters`,
      count: tooLarge.length,
    },
    {
      message:
        'held-out sets whose cluster also has training sets (only where single sets are drawn)',
      count: countLeaking(clusterOf, splits),
    },
  ].filter(({count}) => count > 0);
  return {stage: 'split', counts, notes};
}

function medianSize(table: GeneSetTable, rows: number[]): number {
  const sizes = Int32Array.from(rows, row => setSize(table, row)).sort();
  return sizes.length === 0 ? 0 : (sizes[(sizes.length - 1) >> 1] + sizes[sizes.length >> 1]) / 2;
}

function countLeaking(clusterOf: Int32Array, splits: Split[]): number {
  const trained = new Set(clusterOf.filter((_, row) => splits[row] === 'training'));
  return splits.filter((split, row) => split !== 'training' && trained.has(clusterOf[row])).length;
}
