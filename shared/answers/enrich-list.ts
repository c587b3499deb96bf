// Which sets a list of genes is enriched in, and where its completion leads.
import type {GeneModel} from '../../run/geneglot.mjs';
import {
  type DescribeOptions,
  describeEnrichment,
  type ListEnrichment,
} from '../scores/enrichment/describe-enrichment.ts';
import type {GeneSpace} from './gene-space.ts';
import {QuestionError} from './question-error.ts';
import type {ReadNames} from './require-gene.ts';
import type {OpenedSets} from './scope-sets.ts';
import {noStep, type Step} from './step.ts';

export interface EnrichedList extends ReadNames, ListEnrichment {
  /** Given genes that are not in the background. */
  outside: string[];
}

/** Tests a list, and its completion by as many genes as the model knows of it. */
export async function enrichList(
  {genes, leftOut}: ReadNames,
  {tested}: OpenedSets,
  {model, space, step = noStep}: {model: GeneModel; space: GeneSpace; step?: Step},
  options: DescribeOptions,
): Promise<EnrichedList> {
  await step(0, 2);
  const known = genes.filter(({token}) => space.isKnown(token)).map(({symbol}) => symbol);
  const {suggested} = model.complete(known, {top: known.length, support: 0});
  const added = suggested.map(({symbol}) => model.tokenOf.get(symbol) as number);
  await step(1, 2);
  const given = genes.map(({token}) => token);
  return {
    ...{genes, leftOut},
    outside: genes.flatMap(({symbol, token}) => (tested.holds[token] === 1 ? [] : [symbol])),
    ...describeEnrichment(tested, given, added, options),
  };
}

/** Fails when no gene of any list is in the background. */
export function requireOverlap(read: readonly ReadNames[], {tested, background}: OpenedSets): void {
  const genes = read.flatMap(query => query.genes);
  if (genes.some(({token}) => tested.holds[token] === 1)) return;
  throw new QuestionError(
    background === null
      ? `found none of the ${genes.length} genes in the sets tested, expected one at least\n    Test other libraries or other sets.`
      : `${background}: found none of the ${genes.length} given genes in the background, expected the genes that the list was drawn from\n    Leave the background out to take all genes of the sets.`,
  );
}
