// Reads ideogram's cached tables: Ensembl 110 genes and synonyms, and WikiPathways interactions.

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {Ideogram} from './records.ts';

/** The rows of a gzipped, tab-separated file, without its `#` comment lines. */
async function readRows(path: string): Promise<string[][]> {
  const text = gunzipSync(await readFile(path)).toString('utf8');
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split('\t'));
}

/** ideogram drops the prefix and leading zeros of `ENSG00000141510`; this puts them back. */
const ensemblId = (slimId: string): string => `ENSG${slimId.padStart(11, '0')}`;

/** Reads what the rebuild needs from ideogram's `dist/data/cache` folder. */
export async function readIdeogram(cache: string): Promise<Ideogram> {
  const geneRows = await readRows(join(cache, 'genes/homo-sapiens-genes.tsv.gz'));
  const synonymRows = await readRows(join(cache, 'synonyms/homo-sapiens-synonyms.tsv.gz'));
  const path = join(cache, 'interactions/homo-sapiens-interactions.json.gz');
  const json = JSON.parse(gunzipSync(await readFile(path)).toString('utf8'));
  return {
    genes: geneRows.map(row => ({id: ensemblId(row[3]), symbol: row[4]})),
    synonyms: new Map(synonymRows.map(([symbol, ...synonyms]) => [symbol, synonyms])),
    interactions: json.interactions,
    pathwayNames: json.pathwayNamesById,
  };
}
