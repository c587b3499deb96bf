// Builds WikiPathways gene sets from ideogram's interactions: the genes that take part in one.

import {type GeneRecord, type GeneSet, type Ideogram, sortedUnique} from './records.ts';

const MIN_GENES = 5;

// Labels of small molecules that ideogram's search, blind to case, took for genes (CAMP, MET).
const SMALL_MOLECULES = new Set(['cAMP', 'Met']);

type Interaction = Ideogram['interactions'][string][number];

/** The text labels of an interaction, white space made single. */
function labelsOf([, left, right]: Interaction): string[] {
  return [...left, ...right].map(label => label.replace(/\s+/g, ' ').trim()).filter(Boolean);
}

/** The names that a label spells out: `A / B` names two, `p21 (CDKN1A)` also what is in brackets. */
function namesIn(label: string): string[] {
  const bracketed = label.match(/\(([^()]+)\)$/)?.[1] ?? '';
  return [label, ...label.split('/'), bracketed].map(name => name.trim()).filter(Boolean);
}

/**
 * Whether ideogram's link of `gene` to interactions with these labels is sound. A gene that no
 * label mentions is sound: it is the enzyme of the reaction or in a group. A gene that a label
 * mentions only in part is not: `Ca2+` became CA2 and `CD4+ Th17 cells` became CD4.
 */
function isParticipant(gene: string, labels: string[]): boolean {
  if (labels.some(label => namesIn(label).includes(gene))) return true;
  const upper = gene.toUpperCase();
  const sameInUpperCase = labels.filter(label => label.toUpperCase() === upper);
  if (sameInUpperCase.length > 0) return sameInUpperCase.some(name => !SMALL_MOLECULES.has(name));
  return !labels.some(label =>
    label
      .toUpperCase()
      .split(/[^A-Z0-9-]+/)
      .includes(upper),
  );
}

/** Finds the approved symbol for a gene as Ensembl 110 spells it, or as ideogram does, in capitals. */
function symbolResolver(genes: GeneRecord[], ideogram: Ideogram) {
  const approved = new Set(genes.map(gene => gene.symbol));
  const byUpperCase = new Map(genes.map(gene => [gene.symbol.toUpperCase(), gene.symbol]));
  const byEnsemblId = new Map(
    genes.flatMap(gene => gene.ensemblIds.map(id => [id, gene.symbol] as const)),
  );
  const byEnsemblSymbol = new Map(
    ideogram.genes.map(({id, symbol}) => [symbol, byEnsemblId.get(id)] as const),
  );
  const resolve = (name: string): string | undefined =>
    approved.has(name) ? name : (byEnsemblSymbol.get(name) ?? byUpperCase.get(name.toUpperCase()));
  return {approved, resolve};
}

/** WikiPathways number → gene as ideogram spells it → labels of their common interactions. */
function groupByPathway(ideogram: Ideogram): Map<string, Map<string, string[]>> {
  const pathways = new Map<string, Map<string, string[]>>();
  for (const [gene, interactions] of Object.entries(ideogram.interactions)) {
    for (const interaction of interactions) {
      const pathway = pathways.get(interaction[0]) ?? new Map<string, string[]>();
      pathways.set(interaction[0], pathway);
      pathway.set(gene, [...(pathway.get(gene) ?? []), ...labelsOf(interaction)]);
    }
  }
  return pathways;
}

/** The pathways' gene sets of five genes or more, sorted by id, and what was left out. */
export function buildWikiPathwaysSets(ideogram: Ideogram, genes: GeneRecord[]) {
  const {approved, resolve} = symbolResolver(genes, ideogram);
  const report = {pathways: 0, tooSmall: 0, misreadMemberships: 0, unresolved: new Set<string>()};
  const geneSets: GeneSet[] = [];
  const byNumber = [...groupByPathway(ideogram)].sort(([a], [b]) => Number(a) - Number(b));
  for (const [number, labelsByGene] of byNumber) {
    report.pathways += 1;
    const symbols: string[] = [];
    for (const [gene, labels] of labelsByGene) {
      // Other members of the group or reaction, where their label is an approved symbol.
      symbols.push(...labels.flatMap(namesIn).filter(name => approved.has(name)));
      const symbol = resolve(gene);
      if (symbol === undefined) report.unresolved.add(gene);
      else if (isParticipant(gene, labels)) symbols.push(symbol);
      else report.misreadMemberships += 1;
    }
    const id = `WP${number}`;
    const name = `${ideogram.pathwayNames[number].replace(/\s+/g, ' ').trim()} (${id})`;
    geneSets.push({name, description: id, symbols: sortedUnique(symbols)});
  }
  const kept = geneSets.filter(({symbols}) => symbols.length >= MIN_GENES);
  report.tooSmall = geneSets.length - kept.length;
  return {geneSets: kept, report};
}
