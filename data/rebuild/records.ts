// The records that pass between the steps of the rebuild.

/** A named gene set; `symbols` are distinct and sorted by code unit. */
export interface GeneSet {
  name: string;
  description: string;
  symbols: string[];
}

/** One row of the gene table, with HGNC's column meanings. */
export interface GeneRecord {
  symbol: string;
  name: string;
  locusGroup: string;
  /** NCBI Gene's own type, e.g. `protein-coding`, `snoRNA`. */
  locusType: string;
  /** Cytogenetic band, e.g. `17p13.1`. */
  location: string;
  aliases: string[];
  entrezId: string;
  ensemblIds: string[];
}

/** A gene of Ensembl's chromosomes as ideogram lists it. */
export interface EnsemblGene {
  id: string;
  symbol: string;
}

/** What is read from the ideogram package. */
export interface Ideogram {
  genes: EnsemblGene[];
  /** Ensembl symbol → other names. */
  synonyms: Map<string, string[]>;
  /** Gene symbol → [WikiPathways number, labels on the left, labels on the right], many times. */
  interactions: Record<string, [string, string[], string[]][]>;
  /** WikiPathways number, without `WP` → pathway name. */
  pathwayNames: Record<string, string>;
}

/** Sorts distinct strings by code unit, which no locale can change. */
export const sortedUnique = (values: Iterable<string>): string[] => [...new Set(values)].sort();
