// Reads NCBI Gene's human genes from the tables of org.Hs.eg.db.

import {query} from './sqlite.ts';

/** A gene of org.Hs.eg.db; `row` is the key of its tables. */
export interface NcbiGene {
  row: string;
  entrezId: string;
  ncbiSymbol: string;
  name: string;
  type: string;
  location: string;
  aliases: string[];
  ensemblIds: string[];
  mitochondrial: boolean;
  /** Whether any Gene Ontology term is annotated to the gene. */
  annotated: boolean;
}

/** Row key → all values of a one-to-many table. */
async function readMany(file: string, sql: string): Promise<Map<string, string[]>> {
  const values = new Map<string, string[]>();
  for (const [row, value] of await query(file, sql)) {
    values.set(row, [...(values.get(row) ?? []), value]);
  }
  return values;
}

/** All genes of org.Hs.eg.db, in the order of its keys. */
export async function readNcbiGenes(file: string): Promise<NcbiGene[]> {
  const genes = await query(
    file,
    `SELECT _id, gene_id, symbol, coalesce(gene_type, 'unknown'), gene_name
     FROM genes JOIN gene_info USING (_id) LEFT JOIN genetype USING (_id) ORDER BY _id`,
  );
  const aliases = await readMany(file, 'SELECT _id, alias_symbol FROM alias ORDER BY 1, 2');
  const ensemblIds = await readMany(file, 'SELECT _id, ensembl_id FROM ensembl ORDER BY 1, 2');
  const bands = await readMany(
    file,
    'SELECT DISTINCT _id, cytogenetic_location FROM cytogenetic_locations ORDER BY 1, 2',
  );
  const mitochondrial = await readMany(
    file,
    "SELECT DISTINCT _id, chromosome FROM chromosomes WHERE chromosome = 'MT'",
  );
  const annotated = await readMany(
    file,
    'SELECT _id, 1 FROM go_bp UNION SELECT _id, 1 FROM go_mf UNION SELECT _id, 1 FROM go_cc',
  );
  return genes.map(([row, entrezId, ncbiSymbol, type, name]) => ({
    row,
    entrezId,
    ncbiSymbol,
    name,
    type,
    location: mitochondrial.has(row) ? 'mitochondria' : (bands.get(row) ?? []).join(' and '),
    aliases: aliases.get(row) ?? [],
    ensemblIds: ensemblIds.get(row) ?? [],
    mitochondrial: mitochondrial.has(row),
    annotated: annotated.has(row),
  }));
}
