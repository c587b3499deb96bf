// Symbol table: the approved genes with their former and other names, as HGNC's "complete set" lists them.
// https://www.genenames.org/help/download/ (tab-separated, lists joined by `|`, values with a `|` quoted)
import {unquote} from './clean-name.ts';

export interface Gene {
  /** Approved symbol. */
  symbol: string;
  /** Approved name, e.g. `tumor protein p53`; null where the table has none. */
  name: string | null;
  /** E.g. `protein-coding gene`. */
  locusGroup: string;
  previous: string[];
  aliases: string[];
  /** NCBI Gene id. */
  entrezId: string | null;
  /** Ensembl gene id without version. */
  ensemblId: string | null;
}

const COLUMNS = [
  'symbol',
  'locus_group',
  'alias_symbol',
  'prev_symbol',
  'entrez_id',
  'ensembl_gene_id',
] as const;
type Column = (typeof COLUMNS)[number];

/** Locus group of genes that code for a protein. */
export const PROTEIN_CODING = 'protein-coding gene';

/** Parses a symbol table; errors begin with file:line. Rows of a `status` other than Approved are left out. */
export function parseSymbolTable(text: string, file: string): Gene[] {
  const lines = text.split('\n');
  const header = splitRow(lines[0]);
  const places = findColumns(header, file);
  const status = header.indexOf('status');
  const name = header.indexOf('name');
  const genes: Gene[] = [];
  const lineOf = new Map<string, number>();
  for (let line = 1; line < lines.length; line++) {
    if (lines[line].trim() === '') continue;
    const row = splitRow(lines[line]);
    if (status >= 0 && row[status] !== 'Approved') continue;
    const gene = {...toGene(row, places), name: row[name] || null};
    if (gene.symbol === '') {
      throw new Error(`${file}:${line + 1}: the symbol is empty; expected an approved symbol`);
    }
    const first = lineOf.get(gene.symbol);
    if (first !== undefined) {
      throw new Error(
        `${file}:${line + 1}: symbol ${gene.symbol} is approved twice (first in line ${first}); expected one row a gene. Remove one of them.`,
      );
    }
    lineOf.set(gene.symbol, line + 1);
    genes.push(gene);
  }
  if (genes.length === 0)
    throw new Error(`${file}: found no gene below the header; expected one a line`);
  return genes;
}

function findColumns(header: string[], file: string): Record<Column, number> {
  const places = {} as Record<Column, number>;
  for (const column of COLUMNS) {
    places[column] = header.indexOf(column);
    if (places[column] >= 0) continue;
    const found = header.join(', ').slice(0, 160);
    throw new Error(
      `${file}:1: column '${column}' is missing (found: ${found}); expected a tab-separated header with ${COLUMNS.join(', ')}. Use HGNC's complete set or name the columns so.`,
    );
  }
  return places;
}

function toGene(row: readonly string[], places: Record<Column, number>): Omit<Gene, 'name'> {
  return {
    symbol: row[places.symbol] ?? '',
    locusGroup: row[places.locus_group] ?? '',
    previous: splitList(row[places.prev_symbol]),
    aliases: splitList(row[places.alias_symbol]),
    entrezId: row[places.entrez_id] || null,
    ensemblId: row[places.ensembl_gene_id] || null,
  };
}

function splitRow(line: string): string[] {
  return line
    .replace(/^\uFEFF|\r$/g, '')
    .split('\t')
    .map(field => unquote(field.trim()));
}

function splitList(field: string | undefined): string[] {
  if (!field) return [];
  const values = field.split('|').map(value => value.trim());
  return values.filter(value => value !== '');
}
