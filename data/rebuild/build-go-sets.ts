// Builds Gene Ontology gene sets with propagated annotations from org.Hs.eg.db and GO.db.

import type {Packages} from './packages.ts';
import {type GeneSet, sortedUnique} from './records.ts';
import {query} from './sqlite.ts';

// Smaller sets say little about their genes' company, larger ones hardly tell genes apart.
const MIN_GENES = 5;
const MAX_GENES = 500;

/** One of GO's three ontologies: the annotation table and the file that it becomes. */
interface GoAspect {
  table: string;
  file: string;
}

export const GO_ASPECTS: GoAspect[] = [
  {table: 'go_bp_all', file: 'go-biological-process.gmt.gz'},
  {table: 'go_mf_all', file: 'go-molecular-function.gmt.gz'},
  {table: 'go_cc_all', file: 'go-cellular-component.gmt.gz'},
];

/** GO id → symbols of the genes annotated to the term or to any of its descendants. */
async function readMemberships(
  orgHsEgDb: string,
  table: string,
  symbolByRow: Map<string, string>,
): Promise<Map<string, Set<string>>> {
  const symbolsByTerm = new Map<string, Set<string>>();
  for (const [goId, row] of await query(orgHsEgDb, `SELECT DISTINCT go_id, _id FROM ${table}`)) {
    const symbol = symbolByRow.get(row);
    if (symbol === undefined) throw new Error(`${table}: gene ${row} is not in the gene table`);
    const symbols = symbolsByTerm.get(goId) ?? new Set();
    symbolsByTerm.set(goId, symbols.add(symbol));
  }
  return symbolsByTerm;
}

/** The gene sets of one ontology that hold 5 to 500 genes, sorted by GO id. */
export async function buildGoSets(
  packages: Packages,
  aspect: GoAspect,
  symbolByRow: Map<string, string>,
): Promise<GeneSet[]> {
  const terms = await query(packages.goDb, 'SELECT go_id, term FROM go_term ORDER BY go_id');
  const memberships = await readMemberships(packages.orgHsEgDb, aspect.table, symbolByRow);
  return terms
    .map(([goId, term]) => ({
      name: `${term} (${goId})`,
      description: goId,
      symbols: sortedUnique(memberships.get(goId) ?? []),
    }))
    .filter(({symbols}) => symbols.length >= MIN_GENES && symbols.length <= MAX_GENES);
}
