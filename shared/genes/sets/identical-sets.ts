// Sets of identical content, found by a hash that does not depend on the order of genes, then compared gene by gene.
import {type GeneSetTable, setSize} from './gene-set-table.ts';

/** Odd multipliers of the finalizer of MurmurHash3 (32 bits), which spreads every bit of a gene's index. */
const [SPREAD_FIRST, SPREAD_SECOND] = [0x85ebca6b, 0xc2b2ae35];

/** Of each content the first of the given rows is kept, in the order given; all rows by default. */
export function firstOfEachContent(table: GeneSetTable, rows?: Int32Array): Int32Array {
  const compared = rows ?? Int32Array.from(table.setIds.keys());
  const hashes = hashSets(table, compared);
  const lastOfHash = new Map<number, number>();
  /** Place of the kept set before this one with the same hash, or -1. Shape (rows compared). */
  const previous = new Int32Array(compared.length).fill(-1);
  const isSame = createComparison(table);
  const kept = compared.filter((row, place) => {
    const last = lastOfHash.get(hashes[place]) ?? -1;
    for (let other = last; other >= 0; other = previous[other]) {
      if (isSame(compared[other], row)) return false;
    }
    previous[place] = last;
    lastOfHash.set(hashes[place], place);
    return true;
  });
  return kept;
}

/** A hash of each row's genes in any order, in 0 .. 2^32 - 1. Shape (rows). */
function hashSets({offsets, genes, symbols}: GeneSetTable, rows: Int32Array): Uint32Array {
  const hashOf = Int32Array.from(symbols, (_, gene) => spread(gene));
  return Uint32Array.from(rows, row => {
    let sum = 0;
    for (let i = offsets[row]; i < offsets[row + 1]; i++) sum = (sum + hashOf[genes[i]]) | 0;
    return sum >>> 0;
  });
}

function spread(gene: number): number {
  let hash = Math.imul((gene + 1) ^ ((gene + 1) >>> 16), SPREAD_FIRST);
  hash = Math.imul(hash ^ (hash >>> 13), SPREAD_SECOND);
  return hash ^ (hash >>> 16);
}

/** Whether two rows hold the same genes; a row holds none twice, so equal sizes and one inclusion suffice. */
function createComparison(table: GeneSetTable): (a: number, b: number) => boolean {
  const {offsets, genes} = table;
  const markedBy = new Int32Array(table.symbols.length).fill(-1);
  return (a, b) => {
    if (setSize(table, a) !== setSize(table, b)) return false;
    for (let i = offsets[a]; i < offsets[a + 1]; i++) markedBy[genes[i]] = a;
    for (let i = offsets[b]; i < offsets[b + 1]; i++) if (markedBy[genes[i]] !== a) return false;
    return true;
  };
}
