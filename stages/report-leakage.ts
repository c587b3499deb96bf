// Reports leakage: for every test set the training set most like it, as a table, a histogram and a page.
import {z} from 'zod';
import {geneSetTable} from '../shared/formats/gene-set-table.ts';
import {htmlPage} from '../shared/formats/html-page.ts';
import {nearestTwins} from '../shared/formats/nearest-twins.ts';
import {stageSummary} from '../shared/formats/stage-summary.ts';
import {findNearestTwins, type NearestTwin} from '../shared/genes/near-twins/nearest-twins.ts';
import {type GeneSetTable, setCount, setSize} from '../shared/genes/sets/gene-set-table.ts';
import {stage} from '../shared/pipeline/stage.ts';
import {leakagePage} from '../shared/report/leakage-page.ts';
import {countLikeness} from '../shared/stats/likeness.ts';

export default stage(import.meta.url, {
  summary:
    'Find the training set most like each test set, and show how much the split lets through.',
  inputs: {training: geneSetTable, test: geneSetTable},
  outputs: {twins: nearestTwins, page: htmlPage, summary: stageSummary},
  params: z.strictObject({
    title: z.string().min(1).default('geneglot · leakage').describe('name of the page'),
    nearTwin: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe('Jaccard similarity from which a training set is called a near-twin'),
    pairs: z.int().nonnegative().default(25).describe('how many of the nearest pairs are listed'),
  }),
  async run({inputs, outputs, params, log, progress, lineage}) {
    const training = await inputs.training.read();
    const test = await inputs.test.read();
    const total = setCount(training);
    if (total === 0 || setCount(test) === 0) {
      throw new Error(
        `found ${total} training and ${setCount(test)} test sets, expected some of both. Check the split stage.`,
      );
    }
    const nearest = findNearestTwins(test, training, done => progress({done, total, unit: 'sets'}));
    const twins = nearest.map((twin, row) => toRow(test, row, training, twin));
    await outputs.twins.write(twins);
    const near = nearest.filter(({jaccard}) => jaccard >= params.nearTwin).length;
    log.info(
      `${near} of ${twins.length} test sets have a training set of Jaccard similarity ${params.nearTwin} or above`,
    );
    await outputs.page.write(await leakagePage({...params, twins, trainingSets: total, lineage}));
    await outputs.summary.write(summarize(nearest, total, params.nearTwin));
  },
});

function toRow(test: GeneSetTable, row: number, training: GeneSetTable, twin: NearestTwin) {
  const {row: other, overlap, jaccard, containment} = twin;
  const found = other >= 0;
  return {
    setId: test.setIds[row],
    library: test.libraries[row],
    name: test.names[row],
    size: setSize(test, row),
    twinSetId: found ? training.setIds[other] : null,
    twinLibrary: found ? training.libraries[other] : null,
    twinName: found ? training.names[other] : null,
    twinSize: found ? setSize(training, other) : null,
    ...{overlap, jaccard, containment},
  };
}

function summarize(nearest: NearestTwin[], trainingSets: number, nearTwin: number) {
  const values = nearest.map(({jaccard}) => jaccard);
  const bins = countLikeness(values).map(({label, count}) => [`jaccard ${label}`, count]);
  const counts = {trainingSets, testSets: nearest.length, ...Object.fromEntries(bins)};
  const notes = [
    {
      message: `test sets with a training set of Jaccard similarity ${nearTwin} or above`,
      count: values.filter(value => value >= nearTwin).length,
    },
    {
      message: 'test sets that a training set repeats gene by gene',
      count: values.filter(value => value === 1).length,
    },
    {
      message: 'test sets of which no training set has a gene',
      count: nearest.filter(({row}) => row < 0).length,
    },
  ];
  return {counts, notes: notes.filter(({count}) => count > 0)};
}
