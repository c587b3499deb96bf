// What a list is about, in the one way that its answers allow to say it.
import {
  log10Q,
  SIGNIFICANT,
  type TestedSet,
} from '../../../shared/scores/enrichment/describe-enrichment.ts';
import type {Completed, Enriched, NearestSet} from '../../protocol.ts';

/** With fewer genes nearly every set that holds one is significant, and some set is always near. */
export const FEW_GENES = 3;

export type Subject =
  /** Too few genes for a sentence. */
  | {kind: 'few'}
  /** A known set, gene by gene. */
  | {kind: 'exact'; set: NearestSet}
  /** The best set of the enrichment, and the genes that were tested. */
  | {kind: 'enriched' | 'not enriched'; best: TestedSet; genes: number}
  /** The enrichment has no answer yet, or tested no set. */
  | {kind: 'untested'};

export function subjectOf({genes, nearest}: Completed, enriched: Enriched | null): Subject {
  if (genes.length < FEW_GENES) return {kind: 'few'};
  if (nearest !== null && isExact(nearest, genes.length)) return {kind: 'exact', set: nearest};
  const best = enriched?.groups[0]?.[0];
  if (!enriched || best === undefined) return {kind: 'untested'};
  const isEnriched = log10Q(best) <= Math.log10(SIGNIFICANT);
  return {kind: isEnriched ? 'enriched' : 'not enriched', best, genes: enriched.genes.length};
}

function isExact({shared, size}: NearestSet, genes: number): boolean {
  return shared === size && shared === genes;
}
