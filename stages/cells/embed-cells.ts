// Embeds cells by a model of cells: one vector a cell, of its hidden states, whatever cells are beside it.
import {z} from 'zod';
import {embedMatrix} from '../../shared/cells/embeddings/embed-matrix.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {cellEmbeddings} from '../../shared/formats/cells/cell-embeddings.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {promptTable} from '../../shared/formats/cells/prompt-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {questionOf} from '../../shared/models/cells/ask-types.ts';
import {
  CELL_POOLING,
  CELL_POOLINGS,
  openCellEmbedder,
} from '../../shared/models/cells/embed-cells.ts';
import {cellModel} from '../../shared/models/kinds/cell-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Embed cells by a model of cells, each whatever cells are beside it.',
  assets: ENGINE_ASSETS,
  inputs: {matrix: cellMatrix, cells: cellTable, model: cellModel, prompts: promptTable},
  outputs: {embeddings: cellEmbeddings, summary: stageSummary},
  params: z.strictObject({
    method: z.string().min(1).default('model').describe('name of the embedding in results'),
    pooling: z
      .enum(CELL_POOLINGS)
      .default(CELL_POOLING)
      .describe(
        'hidden states that become one vector: of the last token, where the model answers; the mean over the cell’s genes; the mean over the whole prompt',
      ),
    blocks: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('blocks that cells pass through, the final layer norm after them; null for all'),
    seed: z
      .int()
      .nonnegative()
      .default(1)
      .describe('seed of the order of equally expressed genes, one order for all cells'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const table = await inputs.cells.read();
    const matrix = await inputs.matrix.read();
    const question = questionOf(await inputs.prompts.read());
    const embedder = await openCellEmbedder(
      await inputs.model.read(),
      question,
      matrix.symbols,
      params,
    );
    log.info(embedder.description);
    const rows = await embedMatrix(matrix.batches(), table, embedder, {
      method: params.method,
      onProgress: done => progress({done, total: table.length, unit: 'cells'}),
    });
    embedder.dispose();
    await outputs.embeddings.write(rows);
    const counts = {cells: rows.length, dimensions: embedder.dimensions};
    log.info(`${counts.cells} cells embedded in ${counts.dimensions} dimensions`);
    await outputs.summary.write({counts});
  },
});
