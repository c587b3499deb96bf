// Genes of a column of a table, as far as another column passes a cut-off.
import type {ParsedTable} from '../protocol.ts';

/** How a value is compared with the cut-off; `up or down` leaves its sign aside, as for a fold change. */
export type Comparison = 'at most' | 'at least' | 'at least, up or down';

export interface TableChoice {
  /** Place of the column of genes. */
  genes: number;
  /** Null takes all rows. */
  cut: {column: number; how: Comparison; value: number} | null;
}

/** The genes of the rows that pass, each once; rows without a number in the column of the cut-off do not pass. */
export function tableGenes({rows}: ParsedTable, {genes, cut}: TableChoice): string[] {
  const passing = cut === null ? rows : rows.filter(row => passes(row[cut.column], cut));
  return [...new Set(passing.map(row => row[genes].trim()).filter(name => name !== ''))];
}

function passes(text: string, {how, value}: {how: Comparison; value: number}): boolean {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (how === 'at most') return number <= value;
  return how === 'at least' ? number >= value : Math.abs(number) >= value;
}

/** What a column is likely cut by: p- and q-values at .05, fold changes at 1 in size; by its name. */
export function likelyCut(name: string): {how: Comparison; value: number} {
  if (/(^|[^a-z])(p|q|fdr|padj|pval|qval|adj)|p[._ ]?val|q[._ ]?val/i.test(name))
    return {how: 'at most', value: 0.05};
  if (/fold|fc|logfc|effect|beta|coef/i.test(name)) return {how: 'at least, up or down', value: 1};
  return {how: 'at least', value: 0};
}
