// What a file of single cells offers before anything is harmonized or filtered, whatever its format.

/** A row of the gene axis as the source names it. */
export interface Feature {
  /** Symbol, or whatever name the source has. */
  name: string;
  /** Stable id, e.g. an Ensembl gene id, where the source has one beside the name. */
  id: string | null;
  /** What kind of feature it is (`Gene Expression`, `Antibody Capture`, a biotype), where the source says it. */
  kind?: string | undefined;
}

/** Consecutive cells as the source stores them: features in any order, zeros and repeats possible. */
export interface SourceBlock {
  firstCell: number;
  /** Shape (C + 1), starts at 0. */
  offsets: Int32Array;
  /** Places among the layer's features. Shape (N). */
  features: Int32Array;
  /** Shape (N). */
  values: Float32Array;
}

/** One matrix of a source, e.g. `X`, `raw` or `layers/counts`. */
export interface CellLayer {
  name: string;
  features: readonly Feature[];
  /** Features of other kinds than genes that are left out, by kind. */
  leftOut?: ReadonlyMap<string, number> | undefined;
  /** Whether it holds only that a gene is there (`bool`, `pattern`), no numbers. */
  isPresence?: boolean | undefined;
  /** Some of the stored values, from several places. */
  sample(): Promise<Float32Array>;
  /** All cells in order; can be asked for again. */
  blocks(): AsyncIterable<SourceBlock>;
}

/** An open source; `close` it when done. */
export interface CellSource {
  /** Path of the file, for messages. */
  path: string;
  /** What it is, e.g. `h5ad file`. */
  kind: string;
  cellIds: readonly string[];
  /** Names of the columns that describe cells. */
  columns: readonly string[];
  /** A column as texts, null where a value is missing. Length C. */
  column(name: string): Promise<(string | null)[]>;
  /** Names of its matrices. */
  layers: readonly string[];
  layer(name: string): Promise<CellLayer>;
  close(): Promise<void>;
}
