// Kinds of features (genes, antibodies, guides, peaks …) as 10x, scanpy, muon and gene annotations name them.
import type {Feature} from './cell-source.ts';

/** What is called a gene, in lower case with single blanks. */
const GENES = [
  ...['gene expression', 'gene', 'genes', 'gex', 'rna', 'mrna', 'expression', 'transcript'],
  ...['protein coding', 'antisense', 'processed transcript', 'tec', 'artifact', 'vault rna'],
  ...['sense intronic', 'sense overlapping', 'ribozyme', 'retained intron', 'non coding'],
  ...['nonsense mediated decay', 'protein coding lof', 'protein coding cds not defined'],
];
/** Ensembl's biotypes of genes: lncRNA, snRNA, Mt_tRNA, processed_pseudogene, IG_C_gene, 3prime_overlapping_ncRNA … */
const BIOTYPE = /rna$|pseudogene$|^(ig|tr) [cdjmv] gene$/;
/** What is called no gene: tags of proteins, cells and guides, open chromatin, receptors. */
const OTHERS = [
  ...['antibody capture', 'antibody', 'antibodies', 'adt', 'hto', 'protein', 'proteins', 'prot'],
  ...['crispr guide capture', 'crispr', 'guide', 'guides', 'sgrna', 'grna', 'guide rna'],
  ...['antigen capture', 'multiplexing capture', 'hashtag', 'custom', 'feature barcoding'],
  ...['peaks', 'peak', 'atac', 'chromatin accessibility', 'motif', 'motifs', 'spike in', 'vdj'],
];

/** Whether a kind is that of genes; undefined for a kind that nobody knows. Features without a kind are genes. */
export function isGeneKind(kind: string | undefined): boolean | undefined {
  const plain = (kind ?? '')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  if (plain === '' || GENES.includes(plain)) return true;
  if (OTHERS.includes(plain)) return false;
  return BIOTYPE.test(plain) || undefined;
}

export interface PartedFeatures {
  /** 1 for a gene. Shape (F). */
  isGene: Uint8Array;
  /** How many features of each other kind there are. */
  leftOut: Map<string, number>;
}

/** Parts genes from the rest; fails where kinds are given and none of them is one of genes. */
export function partKinds(
  path: string,
  features: readonly Pick<Feature, 'kind'>[],
): PartedFeatures {
  const leftOut = new Map<string, number>();
  const known = new Map<string, boolean>();
  const isGene = Uint8Array.from(features, ({kind}) => {
    const name = kind ?? '';
    const found = known.get(name) ?? isGeneKind(name) ?? false;
    known.set(name, found);
    if (!found) leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
    return Number(found);
  });
  if (features.length > 0 && !isGene.includes(1)) throw noGenes(path, leftOut);
  return {isGene, leftOut};
}

function noGenes(path: string, leftOut: ReadonlyMap<string, number>): Error {
  const kinds = [...leftOut].map(([kind, count]) => `${kind} (${count})`);
  const shown = `${kinds.slice(0, 5).join(', ')}${kinds.length > 5 ? ' …' : ''}`;
  return new Error(
    `${path}: found no genes among the kinds of features: ${shown}; expected Gene Expression, or a biotype such as protein_coding. Give the file with gene expression, or correct the column of kinds (the third of features.tsv, feature_types in var).`,
  );
}
