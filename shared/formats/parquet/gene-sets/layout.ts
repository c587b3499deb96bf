// What a gene-set table looks like as Parquet: its columns, the numbers of parquet.thrift, and who wrote it.
// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift

/** Written into the footer. Only files that say so are read by `read-sets.ts`; any other writer's go through a codec. */
export const CREATED_BY = 'geneglot gene-set-table version 1';
/** Both ends of a Parquet file. */
export const MAGIC = new TextEncoder().encode('PAR1');

export const PHYSICAL = {int32: 1, text: 6} as const;
export const REPETITION = {required: 0, repeated: 2} as const;
export const CONVERTED = {utf8: 0, list: 3} as const;
export const ENCODING = {plain: 0, runs: 3, dictionary: 8} as const;
export const PAGE = {data: 0, dictionary: 2} as const;
export const UNCOMPRESSED = 0;

/** Columns of plain values, in the file's order; `genes`, the list, follows. */
export const FLAT_COLUMNS = ['set_id', 'library', 'name', 'description'] as const;
export type FlatColumn = (typeof FLAT_COLUMNS)[number];
/** Path of the list's values. */
export const GENES_PATH = ['genes', 'list', 'element'];

/** What the footer counts, as `key_value_metadata`. */
export interface StoredCounts {
  sets: number;
  libraries: number;
  genes: number;
  memberships: number;
}
export const COUNTS_KEY = 'geneglot.counts';

/** Column → type as DuckDB names it. */
export const TYPES = {
  set_id: 'INTEGER',
  library: 'VARCHAR',
  name: 'VARCHAR',
  description: 'VARCHAR',
  genes: 'VARCHAR[]',
};
