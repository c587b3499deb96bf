// Writes the page on cells: generation, prediction, imputation, embeddings and descriptions beside their bounds, with maps
// and examples.
import {z} from 'zod';
import {cellMap} from '../../shared/formats/cells/cell-map.ts';
import {cellMatrix} from '../../shared/formats/cells/cell-matrix.ts';
import {cellScores} from '../../shared/formats/cells/cell-scores.ts';
import {descriptionScores} from '../../shared/formats/cells/description-scores.ts';
import {embeddingScores} from '../../shared/formats/cells/embedding-scores.ts';
import {generatedCells} from '../../shared/formats/cells/generated-cells.ts';
import {rankModel} from '../../shared/formats/cells/rank-model.ts';
import {htmlPage} from '../../shared/formats/html-page.ts';
import {many, optionalMany, stage} from '../../shared/pipeline/stage.ts';
import {cellPage} from '../../shared/report/cells/cell-page.ts';

export default stage(import.meta.url, {
  summary:
    'Write the page on generated cells, predicted types, imputed genes, embeddings and descriptions.',
  inputs: {
    results: cellScores,
    map: cellMap,
    rankModel,
    matrix: cellMatrix,
    generated: many(generatedCells),
    embeddings: optionalMany(embeddingScores),
    embeddingMaps: optionalMany(cellMap),
    descriptions: optionalMany(descriptionScores),
  },
  outputs: {page: htmlPage},
  params: z.strictObject({
    title: z.string().min(1).default('geneglot · cells').describe('name of the page'),
    examples: z.int().nonnegative().default(3).describe('types of which sentences are shown'),
  }),
  async run({inputs, outputs, params, lineage}) {
    const genes = new Set((await inputs.matrix.read()).symbols);
    const sentences = await Promise.all(inputs.generated.map(({read}) => read()));
    const embeddingMaps = await Promise.all(inputs.embeddingMaps.map(({read}) => read()));
    const embeddings = inputs.embeddings.map(async ({read}, i) => ({
      scores: await read(),
      map: embeddingMaps[i] ?? [],
    }));
    const page = await cellPage({
      ...params,
      scores: await inputs.results.read(),
      map: await inputs.map.read(),
      line: await inputs.rankModel.read(),
      sentences: sentences.flat(),
      embeddings: await Promise.all(embeddings),
      descriptions: await Promise.all(inputs.descriptions.map(({read}) => read())),
      isGene: word => genes.has(word),
      lineage,
    });
    await outputs.page.write(page);
  },
});
