// Genes of two species in one matrix, as experiments with human and mouse cells have them.

import {countText} from '../../text/number-text.ts';
import type {Feature} from './cell-source.ts';
import type {FeatureMap} from './map-features.ts';

const HUMAN_ID = /^(?:GRCh3[78]_+|hg(?:19|38)_+)?ENSG\d/;
/** Ensembl's ids of other species hold letters for it: ENSMUSG…, ENSRNOG…. */
const OTHER_ID = /(?:^|_)ENS[A-Z]{3,4}G\d/;
/** The genome that 10x references of two species put before a name. */
const OTHER_GENOME = /^(?:mm\d+|GRCm\d+|mRatBN\S*?|rn\d+|Rnor\S*?)_+/;
/** Genes of mouse and rat: `Cd3e`, `Ms4a1`; but for human open reading frames (`C14orf2`). */
const OTHER_NAME = /^(?!C[\dXY]+orf)[A-Z][a-z0-9]*[a-z][A-Za-z0-9.-]*$/;
/** Least share of either species' features from which a matrix has both. */
const LEAST_SHARE = 0.1;

/** Fails where a good part of the features is human and another one is not. */
export function requireOneSpecies(
  path: string,
  features: readonly Feature[],
  {geneOf, symbols}: Pick<FeatureMap, 'geneOf' | 'symbols'>,
): void {
  const human: Feature[] = [];
  const other: Feature[] = [];
  features.forEach((feature, row) => {
    const symbol = geneOf[row] < 0 ? undefined : symbols[geneOf[row]];
    if (isOther(feature, symbol)) other.push(feature);
    else if (symbol !== undefined || HUMAN_ID.test(feature.id ?? feature.name)) human.push(feature);
  });
  const least = LEAST_SHARE * (human.length + other.length);
  if (other.length === 0 || human.length < least || other.length < least) return;
  throw new Error(
    `${path}: found genes of two species in one matrix: ${human.length} human (${shown(human)}) and ${other.length} of another species (${shown(other)}); expected human genes alone, because expression of two species must not be summed. Keep the human cells and genes, e.g. in Python: adata[is_human_cell, is_human_gene].write_h5ad('human.h5ad').`,
  );
}

/** Share of features settled by ignoring case from which the genes are hardly human: mouse symbols are `Cd3e`. */
const OTHER_SPECIES_SHARE = 0.5;

/** What is to be said of `cased` features, of all, that are human symbols but for upper and lower case. */
export function speciesWarnings(features: number, cased: number): string[] {
  if (cased <= OTHER_SPECIES_SHARE * features) return [];
  return [
    `${countText(cased)} of ${countText(features)} genes are human symbols in upper case only, as mouse data have them: cells of another species make no sense beside human ones. Map the genes to their human orthologs first.`,
  ];
}

function isOther({name, id}: Feature, symbol: string | undefined): boolean {
  if (OTHER_GENOME.test(name) || OTHER_ID.test(id ?? name)) return true;
  return !HUMAN_ID.test(id ?? name) && name !== symbol && OTHER_NAME.test(name);
}

function shown(features: readonly Feature[]): string {
  const names = features.slice(0, 3).map(({name}) => name);
  return `${names.join(', ')}${features.length > 3 ? ' …' : ''}`;
}
