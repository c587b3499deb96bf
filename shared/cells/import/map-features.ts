// Brings the features of a matrix to approved symbols; several features of one gene become one.
import type {Resolution, SymbolResolver} from '../../genes/symbols/resolve-symbol.ts';
import type {Feature} from './cell-source.ts';
import {labelOf} from './missing-labels.ts';
import {FeatureResolver} from './resolve-feature.ts';

export interface FeatureMap {
  /** The genes left, in order of their first feature. Length G. */
  symbols: string[];
  /** Place in `symbols` of every feature, -1 for a dropped one. Shape (F). */
  geneOf: Int32Array;
  /** Features by the step that settled them; `ambiguous` and `unknown` are the unmapped. */
  steps: Record<Resolution['how'], number>;
  /** Features whose gene an earlier feature has: their values are summed. */
  merged: number;
  /** Features whose name is another gene's than their id, which decides. */
  conflicts: number;
  /** Features left out because their name is that of a gene here but for upper and lower case. */
  otherCase: number;
}

/**
 * Resolves each feature by its id and its name; `onUnmapped` says whether the rest keep their names. A gene that others
 * name exactly is never joined by one that names it without regard to case: that is another species' gene.
 */
export function mapFeatures(
  features: readonly Feature[],
  resolver: Pick<SymbolResolver, 'resolve'>,
  onUnmapped: 'drop' | 'keep',
): FeatureMap {
  const places = new Map<string, number>();
  const steps = newSteps();
  const counts = {merged: 0, conflicts: 0, otherCase: 0};
  const each = new FeatureResolver(features, resolver);
  const found = features.map(feature => each.resolve(feature));
  const exact = new Set(
    found.filter(({resolution: {how}}) => how !== 'case').map(({resolution}) => resolution.symbol),
  );
  const geneOf = Int32Array.from(found, ({resolution: {how, symbol}, isConflict}, row) => {
    const isOther = how === 'case' && exact.has(symbol);
    if (isOther) counts.otherCase++;
    else steps[how]++;
    if (isConflict) counts.conflicts++;
    const kept = (isOther ? null : symbol) ?? nameToKeep(features[row], onUnmapped);
    if (kept === null) return -1;
    const place = places.get(kept);
    if (place !== undefined) {
      counts.merged++;
      return place;
    }
    places.set(kept, places.size);
    return places.size - 1;
  });
  return {symbols: [...places.keys()], geneOf, steps, ...counts};
}

function nameToKeep({name}: Feature, onUnmapped: 'drop' | 'keep'): string | null {
  return onUnmapped === 'keep' ? labelOf(name) : null;
}

function newSteps(): Record<Resolution['how'], number> {
  return {
    ...{approved: 0, previous: 0, date: 0, alias: 0, ensembl: 0, entrez: 0, case: 0},
    ...{ambiguous: 0, unknown: 0},
  };
}

/** Ids of Ensembl genes of any species. */
const ENSEMBL_GENE = /^ENS[A-Z]{0,4}G\d{11}/;

/** Whether most names are Ensembl gene ids. */
export function areEnsemblIds(names: readonly string[]): boolean {
  return names.filter(name => ENSEMBL_GENE.test(name)).length * 2 > names.length;
}

/** Fails where hardly a feature is a gene of the symbol table; says why, as far as the names show it. */
export function requireGenes(path: string, features: readonly Feature[], map: FeatureMap): void {
  const unmapped = map.steps.unknown + map.steps.ambiguous + map.otherCase;
  // A tenth: real files of the right species map to more than half, of another one to next to nothing.
  if (features.length - unmapped >= features.length / 10) return;
  const names = features.map(({name}) => name);
  const shown = names.slice(0, 3).join(', ');
  if (areEnsemblIds(names)) {
    throw new Error(
      `${path}: found Ensembl ids without symbols (${shown} …), and the symbol table knows ${features.length - unmapped} of ${features.length}; expected human gene symbols or Ensembl ids of human genes (ENSG…). Name the column of var that has symbols with --set import-cells.symbolColumn=NAME, or map the genes to their human orthologs first.`,
    );
  }
  throw new Error(
    `${path}: found ${features.length - unmapped} of ${features.length} genes in the symbol table (${shown} …); expected human gene symbols. Check the species, or keep the names as they are with --set import-cells.onUnmapped=keep.`,
  );
}
