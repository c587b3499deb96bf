// Embedding scores: what score-embeddings writes.
import {z} from 'zod';
import type {EmbeddingScores} from '../../cells/embeddings/embedding-scores.ts';
import {jsonFile} from '../json-file.ts';
import {estimate} from './estimate.ts';

const count = z.int().nonnegative();

/** Scores by method; types in `shared/cells/embeddings/embedding-scores.ts`. */
export const embeddingScores = jsonFile<EmbeddingScores>(
  'embedding-scores',
  1,
  z.strictObject({
    types: z.array(z.string()),
    cells: z.strictObject({training: count, test: count, scored: count}),
    neighbours: count,
    purityByChance: z.number().nullable(),
    batches: z
      .strictObject({column: z.enum(['donor', 'sample']), count, evenMixing: z.number()})
      .nullable(),
    settings: z.record(z.string(), z.number()),
    methods: z.record(
      z.string(),
      z.strictObject({
        kind: z.enum(['model', 'baseline']),
        dimensions: count,
        purity: estimate,
        purityOfTypes: estimate,
        silhouette: estimate,
        silhouetteOfTypes: estimate,
        lisi: estimate.nullable(),
        types: z.array(
          z.strictObject({
            type: count,
            cells: count,
            purity: z.number(),
            silhouette: z.number().nullable(),
          }),
        ),
      }),
    ),
  }),
  ({types, cells, methods}) => ({
    types: types.length,
    scoredCells: cells.scored,
    methods: Object.keys(methods).length,
  }),
);
