// Builds the gene table: NCBI Gene's symbols (org.Hs.eg.db) with Ensembl 110 ids and synonyms.

import {type NcbiGene, readNcbiGenes} from './ncbi-genes.ts';
import {type GeneRecord, type Ideogram, sortedUnique} from './records.ts';

// NCBI Gene's types, grouped as HGNC's locus_group groups them.
const LOCUS_GROUPS: Record<string, string> = {
  'protein-coding': 'protein-coding gene',
  ncRNA: 'non-coding RNA',
  rRNA: 'non-coding RNA',
  scRNA: 'non-coding RNA',
  snRNA: 'non-coding RNA',
  snoRNA: 'non-coding RNA',
  tRNA: 'non-coding RNA',
  pseudo: 'pseudogene',
  other: 'other',
  unknown: 'other',
};

/** Ensembl 110's ids by symbol and symbols by id. */
function indexEnsembl(ideogram: Ideogram) {
  const idsBySymbol = new Map<string, string[]>();
  for (const {id, symbol} of ideogram.genes) {
    idsBySymbol.set(symbol, [...(idsBySymbol.get(symbol) ?? []), id]);
  }
  return {idsBySymbol, symbolById: new Map(ideogram.genes.map(gene => [gene.id, gene.symbol]))};
}

type EnsemblIndex = ReturnType<typeof indexEnsembl>;

/** Whether the gene belongs in the table: any gene in a GO term, else a gene with an own name. */
function isIncluded(gene: NcbiGene): boolean {
  if (gene.annotated) return true;
  if (gene.type === 'biological-region') return false;
  // Neither are HGNC symbols: uncharacterised loci, and NCBI's one name for many tRNA copies.
  if (/^LOC\d+$/.test(gene.ncbiSymbol) || /^TRNA[A-Z]-[A-Z]{3}$/.test(gene.ncbiSymbol)) {
    return false;
  }
  // Without an Ensembl id these are mostly fragile sites, clusters and mapped phenotypes.
  if (gene.type === 'other' || gene.type === 'unknown') return gene.ensemblIds.length > 0;
  return true;
}

/** NCBI names mitochondrial genes in its own way (`ND1`); HGNC and Ensembl say `MT-ND1`. */
function approvedSymbol(gene: NcbiGene, ensembl: EnsemblIndex): string {
  if (!gene.mitochondrial) return gene.ncbiSymbol;
  const fromEnsembl = gene.ensemblIds.map(id => ensembl.symbolById.get(id)).find(Boolean);
  if (fromEnsembl !== undefined) return fromEnsembl;
  return gene.ncbiSymbol.replace(/^TRN/, 'MT-T').replace(/^RNR/, 'MT-RNR');
}

/** Ids on Ensembl's chromosomes; those on alternative haplotypes only where there is no other. */
function chooseEnsemblIds(symbol: string, gene: NcbiGene, ensembl: EnsemblIndex): string[] {
  const current = gene.ensemblIds.filter(id => ensembl.symbolById.has(id));
  const bySymbol = ensembl.idsBySymbol.get(symbol) ?? [];
  return sortedUnique([current, bySymbol, gene.ensemblIds].find(ids => ids.length > 0) ?? []);
}

/** One row of the table, aliases of both sources joined. */
function toRecord(gene: NcbiGene, ideogram: Ideogram, ensembl: EnsemblIndex): GeneRecord {
  const symbol = approvedSymbol(gene, ensembl);
  const ensemblIds = chooseEnsemblIds(symbol, gene, ensembl);
  const ensemblSymbols = ensemblIds.flatMap(id => ensembl.symbolById.get(id) ?? []);
  const synonyms = ensemblSymbols.flatMap(name => ideogram.synonyms.get(name) ?? []);
  const names = [gene.ncbiSymbol, ...gene.aliases, ...ensemblSymbols, ...synonyms]
    // A bar or a tab inside a name would break the file; such names are free text anyway.
    .map(name => name.trim())
    .filter(name => name !== '' && name !== symbol && !/[|\t]/.test(name));
  return {
    symbol,
    name: gene.name.trim(),
    locusGroup: LOCUS_GROUPS[gene.type] ?? 'other',
    locusType: gene.type,
    location: gene.location,
    aliases: sortedUnique(names),
    entrezId: gene.entrezId,
    ensemblIds,
  };
}

/** Which of two NCBI genes of one symbol stays: the typed gene, then the older id. */
function precedes(a: GeneRecord, b: GeneRecord): boolean {
  const order = Object.keys(LOCUS_GROUPS);
  const byType = order.indexOf(a.locusType) - order.indexOf(b.locusType);
  return byType === 0 ? Number(a.entrezId) < Number(b.entrezId) : byType < 0;
}

/** The gene table sorted by symbol, and org.Hs.eg.db's row number → symbol for its other tables. */
export async function buildGeneTable(orgHsEgDb: string, ideogram: Ideogram) {
  const ensembl = indexEnsembl(ideogram);
  const bySymbol = new Map<string, GeneRecord>();
  const symbolByRow = new Map<string, string>();
  for (const gene of (await readNcbiGenes(orgHsEgDb)).filter(isIncluded)) {
    const record = toRecord(gene, ideogram, ensembl);
    const rival = bySymbol.get(record.symbol);
    if (rival === undefined || precedes(record, rival)) bySymbol.set(record.symbol, record);
    symbolByRow.set(gene.row, record.symbol);
  }
  const genes = [...bySymbol.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  return {genes, symbolByRow};
}
