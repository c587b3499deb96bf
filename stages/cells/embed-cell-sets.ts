// Embeds cells as sets of genes by a set encoder: the output of its last layer norm, whatever cells are beside it.
import {z} from 'zod';
import {embedMatrix} from '../../shared/cells/embeddings/embed-matrix.ts';
import {ENGINE_ASSETS, engineParam} from '../../shared/engines/engine-params.ts';
import {cellEmbeddings} from '../../shared/formats/cells/cell-embeddings.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellTable} from '../../shared/formats/cells/cell-table.ts';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {openCellSetEmbedder} from '../../shared/models/completers/embed-cell-sets.ts';
import {completionModel} from '../../shared/models/kinds/completion-model.ts';
import {stage} from '../../shared/pipeline/stage.ts';

export default stage(import.meta.url, {
  summary: 'Embed cells as sets of genes by a set encoder.',
  assets: ENGINE_ASSETS,
  inputs: {matrix: cellMatrix, cells: cellTable, model: completionModel, vocabulary},
  outputs: {embeddings: cellEmbeddings, summary: stageSummary},
  params: z.strictObject({
    method: z.string().min(1).default('set encoder').describe('name of the embedding in results'),
    engine: engineParam,
  }),
  async run({inputs, outputs, params, log, progress}) {
    const table = await inputs.cells.read();
    const matrix = await inputs.matrix.read();
    const embedder = await openCellSetEmbedder(
      await inputs.model.read(),
      await inputs.vocabulary.read(),
      matrix.symbols,
      params.engine,
    );
    log.info(embedder.description);
    const rows = await embedMatrix(matrix.batches(), table, embedder, {
      method: params.method,
      onProgress: done => progress({done, total: table.length, unit: 'cells'}),
    });
    embedder.dispose();
    await outputs.embeddings.write(rows);
    await outputs.summary.write({
      counts: {cells: rows.length, dimensions: embedder.dimensions},
    });
  },
});
