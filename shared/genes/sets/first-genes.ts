// Files without descriptions: the second field of each line is the first gene of the set.
import {isMissingMark} from '../symbols/missing-mark.ts';
import {type GeneSetTable, setCount} from './gene-set-table.ts';

/** Of several descriptions so many must differ, or one word such as SET stands in all lines. */
const LEAST_DISTINCT = 0.1;

/** A set, or a list of genes without name and description. */
interface Described {
  name: string | null;
  description?: string;
}

/**
 * Whether the descriptions of a file are genes: most are symbols, several of them, and not those that the sets are named
 * after, as targets of a factor are.
 */
export function describeByGenes(
  sets: readonly Described[],
  isSymbol: (text: string) => boolean,
): boolean {
  const described = sets
    .map(({name, description}) => ({name: name ?? '', description: description || 'NA'}))
    .filter(({description}) => !isMissingMark(description));
  const genes = described.filter(
    ({name, description}) =>
      isSymbol(description) && !name.toUpperCase().includes(description.toUpperCase()),
  );
  const distinct = new Set(genes.map(({description}) => description)).size;
  return (
    2 * described.length > sets.length &&
    2 * genes.length > described.length &&
    distinct >= Math.min(2, described.length) &&
    distinct >= LEAST_DISTINCT * genes.length
  );
}

/** The sets of one file with their first genes, where these were taken for descriptions. */
export function keepFirstGenes<T extends Described & {symbols: string[]}>(
  sets: readonly T[],
  isSymbol: (text: string) => boolean,
): readonly T[] {
  if (!describeByGenes(sets, isSymbol)) return sets;
  return sets.map(set => ({
    ...set,
    description: '',
    symbols: [...new Set([set.description || 'NA', ...set.symbols])].filter(
      gene => !isMissingMark(gene),
    ),
  }));
}

/** A table in which such libraries have their first genes, and the names of the libraries. */
export function keepFirstGenesOfTable(
  table: GeneSetTable,
  isSymbol: (text: string) => boolean,
): {table: GeneSetTable; libraries: string[]} {
  const rowsOf = new Map<string, number[]>();
  for (const [row, library] of table.libraries.entries()) {
    const rows = rowsOf.get(library);
    if (rows) rows.push(row);
    else rowsOf.set(library, [row]);
  }
  const describe = (row: number) => ({
    name: table.names[row],
    description: table.descriptions[row],
  });
  const libraries = [...rowsOf.keys()].filter(library =>
    describeByGenes((rowsOf.get(library) as number[]).map(describe), isSymbol),
  );
  const rows = new Set(libraries.flatMap(library => rowsOf.get(library) as number[]));
  return {table: rows.size === 0 ? table : prependDescriptions(table, rows), libraries};
}

function prependDescriptions(table: GeneSetTable, rows: ReadonlySet<number>): GeneSetTable {
  const symbols = [...table.symbols];
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const offsets = new Int32Array(setCount(table) + 1);
  const genes = new Int32Array(table.genes.length + rows.size);
  for (let row = 0; row < setCount(table); row++) {
    const own = table.genes.subarray(table.offsets[row], table.offsets[row + 1]);
    let at = offsets[row];
    const description = table.descriptions[row];
    if (rows.has(row) && !isMissingMark(description || 'NA')) {
      const place = places.get(description) ?? symbols.push(description) - 1;
      places.set(description, place);
      if (!own.includes(place)) genes[at++] = place;
    }
    genes.set(own, at);
    offsets[row + 1] = at + own.length;
  }
  const descriptions = table.descriptions.map((text, row) => (rows.has(row) ? '' : text));
  return {...table, symbols, offsets, descriptions, genes: genes.subarray(0, offsets.at(-1))};
}
