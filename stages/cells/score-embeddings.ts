// Scores embeddings of test cells: purity and silhouette by type, mixing of donors, beside plain embeddings.
import {z} from 'zod';
import {type CellMatrix, cellCount} from '../../shared/cells/cell-matrix.ts';
import {compareEmbeddings} from '../../shared/cells/embeddings/compare-embeddings.ts';
import {type Embedder, embedMatrix} from '../../shared/cells/embeddings/embed-matrix.ts';
import type {EmbeddingScores} from '../../shared/cells/embeddings/embedding-scores.ts';
import {gatherCells} from '../../shared/cells/gather-cells.ts';
import {normalizedBatches} from '../../shared/cells/normalize.ts';
import {cellEmbeddings} from '../../shared/formats/cells/cell-embeddings.ts';
import {cellMap} from '../../shared/formats/cells/cell-map.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellSplit} from '../../shared/formats/cells/cell-split.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {embeddingScores} from '../../shared/formats/cells/embedding-scores.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {inGroup} from '../../shared/models/training/param-groups.ts';
import {many, stage} from '../../shared/pipeline/stage.ts';
import {type Estimate, INTERVAL_LEVEL} from '../../shared/stats/bootstrap.ts';
import {type PrincipalComponents, placeRows} from '../../shared/stats/principal-components.ts';

const whole = z.int().positive();
const params = z.strictObject({
  neighbours: whole
    .default(10)
    .describe('nearest test cells whose types are compared with a test cell’s own'),
  perplexity: whole
    .default(30)
    .describe('effective number of nearest test cells whose donors are counted (iLISI)'),
  ...inGroup('plain embeddings', {
    components: whole
      .default(50)
      .describe('principal components of training cells, and dimensions of the random projection'),
    variableGenes: whole
      .default(2000)
      .describe('genes of the embedding by genes, those that vary most among training cells'),
    penalty: z
      .number()
      .positive()
      .default(0.001)
      .describe('L2 penalty of logistic regression, whose logits are an embedding'),
  }),
  maxTrainingCells: whole
    .default(20_000)
    .describe('training cells that plain embeddings are fitted on at most, drawn at random'),
  maxTestCells: whole
    .default(5000)
    .describe('test cells scored at most, drawn at random: each is compared with each'),
  mapCells: whole.default(500).describe('cells drawn on each map'),
  resamples: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('bootstrap resamples of each 95 % interval; 0 for none'),
  seed: z.int().nonnegative().default(1).describe('seed of draws, projection, bootstrap and maps'),
});

export default stage(import.meta.url, {
  summary: 'Score embeddings of test cells by type and donor, beside plain embeddings.',
  inputs: {
    matrix: cellMatrix,
    cells: cellTable,
    split: cellSplit,
    rankModel,
    embeddings: many(cellEmbeddings),
  },
  outputs: {
    results: embeddingScores,
    map: cellMap,
    components: cellEmbeddings,
    summary: stageSummary,
  },
  params,
  async run({inputs, outputs, params, log, progress}) {
    const matrix = await inputs.matrix.read();
    const tables = {cells: await inputs.cells.read(), split: await inputs.split.read()};
    const targetSum = (await inputs.rankModel.read()).targetSum ?? undefined;
    const cells = await gatherCells(matrix, tables, {...params, targetSum});
    const {scores, map, components} = await compareEmbeddings(
      byMethod(await Promise.all(inputs.embeddings.map(({read}) => read()))),
      cells,
      tables.cells,
      {
        ...params,
        bootstrap: {...params, level: INTERVAL_LEVEL},
        onProgress: (done, total, note) => progress({done, total, unit: 'steps', note}),
      },
    );
    await outputs.results.write({...scores, settings: params});
    await outputs.map.write(map);
    const batches = normalizedBatches(matrix, targetSum);
    await outputs.components.write(
      await embedMatrix(batches, tables.cells, embedderOf(components, matrix), {
        method: 'principal components',
      }),
    );
    for (const line of describeScores(scores)) log.info(line);
    const {training, test, scored} = scores.cells;
    const methods = Object.keys(scores.methods).length;
    const message = 'test cells not drawn (maxTestCells)';
    await outputs.summary.write({
      counts: {trainingCells: training, scoredCells: scored, methods},
      notes: test > scored ? [{message, count: test - scored}] : [],
    });
  },
});

/** Cells by the name of the method that embedded them. */
function byMethod<Row extends {method: string}>(tables: readonly Row[][]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const rows of tables) {
    const method = rows[0]?.method ?? 'an embedding without cells';
    if (found.has(method)) {
      throw new Error(
        `Two embeddings are named ${method}; expected a name each. Set method of the stages that embed.`,
      );
    }
    found.set(method, rows);
  }
  return found;
}

function embedderOf(components: PrincipalComponents, {symbols}: CellMatrix): Embedder {
  return {
    dimensions: components.rank,
    embed: ({offsets, genes, values}) => {
      const rowCount = cellCount({offsets});
      const rows = {rowCount, columnCount: symbols.length, offsets, columns: genes, values};
      return placeRows(components, rows).coordinates;
    },
  };
}

function describeScores({methods}: Pick<EmbeddingScores, 'methods'>): string[] {
  const text = ({value}: Estimate) => value?.toFixed(3) ?? '–';
  return Object.entries(methods).map(
    ([method, {purity, silhouette, lisi}]) =>
      `${method}: purity ${text(purity)}, silhouette ${text(silhouette)}${lisi ? `, iLISI ${text(lisi)}` : ''}`,
  );
}
