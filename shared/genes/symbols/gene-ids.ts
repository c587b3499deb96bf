// Ids of genes as files of many tools write them.

/** A version, what GENCODE sets behind it (`_PAR_Y`, `_5` of a lift-over), and `ENSGR` of the old copies on Y. */
const ENSEMBL_GENE = /^ENSG[0R](\d{10})(?:\.\d+)?(?:_\w+)?$/i;

/** `ENSG00000182378.15_PAR_Y` as `ENSG00000182378`; undefined for what is no Ensembl id of a human gene. */
export function readEnsemblId(text: string): string | undefined {
  const digits = ENSEMBL_GENE.exec(text)?.[1];
  return digits && `ENSG0${digits}`;
}
