// Splits sets into training, validation and test: by clusters of near-twins, by whole libraries, or by time.
// docs/splitting.md defines each way; docs/decisions/0003-split.md says why near-twins, and what was measured.
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {splitClusters} from '../shared/formats/split-clusters.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {joinNamesakes} from '../shared/genes/near-twins/namesakes.ts';
import {clusterNearTwins} from '../shared/genes/near-twins/near-twins.ts';
import {selectSets} from '../shared/genes/sets/gene-set-builder.ts';
import {setCount} from '../shared/genes/sets/gene-set-table.ts';
import {SPLITS} from '../shared/genes/splits/draw-split.ts';
import {placeSets, UNITS} from '../shared/genes/splits/place-sets.ts';
import {summarizeSplit} from '../shared/genes/splits/summarize-split.ts';
import {inGroup} from '../shared/models/training/param-groups.ts';
import {stage} from '../shared/pipeline/stage.ts';

const share = z.number().gt(0).max(1);
const names = z.array(z.string().min(1));

export default stage(import.meta.url, {
  summary:
    'Hold out test and validation sets: clusters of near-twins, libraries, or what new versions add.',
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
    testSets: z
      .number()
      .int()
      .positive()
      .default(1000)
      .describe('number of test sets; by library and by time, the most there may be'),
    unit: z
      .enum(UNITS)
      .default('cluster')
      .describe(
        'what is held out: whole clusters of near-twins, single sets (near-twins then leak), whole libraries, or (time) what the newest versions of libraries add',
      ),
    ...inGroup('units', {
      libraries: names
        .default([])
        .describe(
          'unit library: the libraries held out; where none is named they are drawn, as many as fit into testSets',
        ),
      dropTwins: z
        .boolean()
        .default(true)
        .describe(
          'unit library: leave near-twins of test sets out of training, instead of only counting them',
        ),
      versions: z
        .array(z.strictObject({train: names, test: names.min(1)}))
        .default([])
        .describe(
          'unit time: pairs {train, test} of older and newest versions, by the names of libraries; found by the years in their names where empty',
        ),
    }),
    ...inGroup('near-twins', {
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
      minNamesakeJaccard: share
        .default(0.1)
        .describe(
          'sets whose names have the same words are near-twins from this share of their united genes in common: who learned one can name the other',
        ),
      maxClusterShare: share
        .default(0.02)
        .describe('a cluster with more than this share of all sets always goes to training'),
    }),
  }),
  async run({inputs, outputs, params, log, progress}) {
    const table = await inputs.geneSets.read();
    const total = setCount(table);
    const twins = clusterNearTwins(table, params, done => progress({done, total, unit: 'sets'}));
    const clusterOf = joinNamesakes(table, twins, params.minNamesakeJaccard);
    const {placements, notes: placing, decisions} = placeSets(table, clusterOf, params);
    for (const split of SPLITS) {
      const rows = Array.from(placements.keys()).filter(row => placements[row] === split);
      await outputs[split].write(selectSets(table, rows));
    }
    await outputs.clusters.write(
      placements.map((split, row) => ({setId: table.setIds[row], cluster: clusterOf[row], split})),
    );
    const {counts, notes: leaks} = summarizeSplit(table, clusterOf, placements, params);
    const notes = [...leaks, ...placing].filter(({count}) => count > 0);
    for (const line of decisions) log.info(line);
    log.info(
      `${counts.training} training, ${counts.validation} validation, ${counts.test} test sets`,
    );
    log.info(
      `${counts.clusters} clusters of near-twins, the largest of ${counts.largestCluster} sets`,
    );
    for (const {message, count} of notes) log.info(`${count} ${message}`);
    await outputs.summary.write({counts, notes});
  },
});
