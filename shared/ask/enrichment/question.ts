// A question of the command line about enrichment, and the reply: the one thing that both sides know.

export interface EnrichQuestion {
  /** The model file, whose sets are tested where there are no own ones. */
  bundle: string;
  /** Symbols or ids, also several in one text. */
  genes: readonly string[];
  /** A list of genes or a GMT file; `-` is standard input. */
  file?: string;
  /** A gene whose functions are asked for, in place of a list. */
  gene?: string;
  /** Own GMT files, tested in place of the model's sets. */
  gmt: readonly string[];
  /** A list of the genes that could have been drawn. */
  background?: string;
  /** Libraries tested; all where there are none. */
  libraries: readonly string[];
  /** Groups of sets shown. */
  top: number;
  /** Whether alike sets stand in rows of their own. */
  all: boolean;
  format: 'table' | 'tsv' | 'json';
  /** Whether a page is asked for. */
  page: boolean;
}

/** What to print, what to say beside it, and the page. */
export interface EnrichReply {
  output: string;
  notes: string[];
  page?: string;
}
