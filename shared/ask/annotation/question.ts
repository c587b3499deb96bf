// A question of the command line about the types of cells, and the reply: the one thing that both sides know.

export interface AnnotateQuestion {
  /** The file of cells, or the folder of a 10x matrix. */
  source: string;
  /** Folder of the annotator, or the model file of cells. */
  model: {annotator: string} | {bundle: string};
  /** `auto`, or the matrix to read. */
  layer: string;
  /** Column of var with gene symbols; found by its name unless given. */
  symbolColumn?: string;
  /** Column of the file with types that are known already. */
  labels?: string;
  /** Where the table goes: .tsv or .parquet. */
  out?: string;
  /** Where the annotated copy of the h5ad file goes; may be the source. */
  h5ad?: string;
  /** What the names of new entries in that copy begin with. */
  prefix: string;
  /** Who asks about which file, for the copy's provenance. */
  provenance: Readonly<Record<string, string>>;
  /** Whether a page is asked for. */
  page: boolean;
  format: 'table' | 'json';
  /** Receives what is being done. */
  onProgress?: (progress: {done: number; total: number; unit: string; note?: string}) => void;
}

/** What to print, what to say beside it, and the page. */
export interface AnnotateReply {
  output: string;
  notes: string[];
  page?: string;
}
