// Parameters of every stage that asks about test sets: they must agree where answers are compared.
import {z} from 'zod';
import {PROTOCOL_NAMES, USUAL_PROTOCOLS} from '../../genes/tokens/masking-protocols.ts';

export const questionParams = {
  protocols: z
    .array(z.enum(PROTOCOL_NAMES))
    .min(1)
    .default([...USUAL_PROTOCOLS])
    .describe('which genes of a set are shown and which are hidden: docs/scores.md'),
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .default([1, 2, 3])
    .describe(
      'seeds of the random parts; tcc and additions, whose parts are fixed, take the first',
    ),
  drawnOnce: z
    .array(z.enum(PROTOCOL_NAMES))
    .default(['shuffled-10', 'shuffled-50'])
    .describe(
      'protocols that take the first seed alone, to save time: scores vary more from set to set than from draw to draw',
    ),
};
