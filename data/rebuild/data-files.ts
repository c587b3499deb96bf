// Turns records into the bytes of the committed files, the same bytes each time.

import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import type {GeneRecord, GeneSet} from './records.ts';

// The header of HGNC's complete set, as far as it applies, so that one reader serves both files.
const GENE_COLUMNS = [
  'symbol',
  'name',
  'locus_group',
  'locus_type',
  'location',
  'alias_symbol',
  'prev_symbol',
  'entrez_id',
  'ensembl_gene_id',
];

/** Joins fields by tabs; a field that itself holds a tab or a line break is an error. */
function tabLine(fields: string[]): string {
  const broken = fields.find(field => /[\t\r\n]/.test(field));
  if (broken !== undefined) throw new Error(`field breaks the line: ${JSON.stringify(broken)}`);
  return `${fields.join('\t')}\n`;
}

/** GMT text: one gene set a line, name, description, then symbols. */
export function gmtText(geneSets: GeneSet[]): string {
  return geneSets.map(set => tabLine([set.name, set.description, ...set.symbols])).join('');
}

/** The gene table as tab-separated text; several values in a field are joined by `|`. */
export function geneTableText(genes: GeneRecord[]): string {
  const rows = genes.map(gene =>
    tabLine([
      gene.symbol,
      gene.name,
      gene.locusGroup,
      gene.locusType,
      gene.location,
      gene.aliases.join('|'),
      '', // NCBI Gene does not tell previous symbols from aliases.
      gene.entrezId,
      gene.ensemblIds.join('|'),
    ]),
  );
  return tabLine(GENE_COLUMNS) + rows.join('');
}

/** Compresses text; Node.js writes a zero time stamp, so equal text gives equal bytes. */
export const gzip = (text: string): Buffer => gzipSync(text, {level: 9});

/** The SHA-256 of `bytes`, in hexadecimal. */
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
