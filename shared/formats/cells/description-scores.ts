// Description scores: what score-descriptions writes.
import {z} from 'zod';
import type {DescriptionScores} from '../../cells/descriptions/description-scores.ts';
import {jsonFile} from '../json-file.ts';
import {estimate, methodKind} from './estimate.ts';

const count = z.int().nonnegative();

/** Scores by method; types in `shared/cells/descriptions/description-scores.ts`. */
export const descriptionScores = jsonFile<DescriptionScores>(
  'description-scores',
  1,
  z.strictObject({
    types: z.array(z.string()),
    markers: z.array(z.array(z.string())),
    cells: z.strictObject({training: count, scored: count}),
    settings: z.record(z.string(), z.number()),
    methods: z.record(
      z.string(),
      z.strictObject({
        kind: methodKind,
        trueType: estimate,
        trueAndOtherTypes: estimate,
        otherTypes: estimate,
        noType: estimate,
        genesNamed: estimate,
        inCell: estimate,
        markers: estimate,
        repeated: estimate,
        perplexity: estimate,
      }),
    ),
    examples: z.array(
      z.strictObject({
        cellId: z.string(),
        type: z.string(),
        texts: z.record(z.string(), z.string()),
      }),
    ),
  }),
  ({types, cells, methods}) => ({
    types: types.length,
    scoredCells: cells.scored,
    methods: Object.keys(methods).length,
  }),
);
