// Whether a text is the approved symbol of a gene that a model has a name for.
import type {GeneModel} from '../../run/geneglot.mjs';

/** True also for genes outside the model's vocabulary, of which it knows the names. */
export function isApproved(model: GeneModel, text: string): boolean {
  const {
    genes: [gene],
    leftOut: [left],
  } = model.read([text]);
  if (gene) return gene.how === 'approved';
  return left.reason === 'not in the vocabulary' && left.candidates[0] === text;
}
