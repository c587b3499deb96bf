// Types of the run file (geneglot.mjs). Letters: V tokens, S training sets, n genes that the network ranks.

/** How a name was read; `as given` for a symbol that only the vocabulary knows. */
export type ReadHow =
  | 'approved'
  | 'previous'
  | 'date'
  | 'alias'
  | 'ensembl'
  | 'entrez'
  | 'case'
  | 'as given';

export interface ReadGene {
  given: string;
  /** Approved symbol. */
  symbol: string;
  token: number;
  how: ReadHow;
}

export interface LeftOutGene {
  given: string;
  reason: 'unknown' | 'ambiguous' | 'not in the vocabulary';
  /** Approved symbols it may mean, or the one it does. */
  candidates: string[];
}

/** A training set that holds a suggested gene. */
export interface Support {
  library: string;
  name: string;
  /** Cosine of the given genes and the set, shared / √(given · size), 0..1. */
  similarity: number;
  shared: number;
  /** Genes of the set. */
  size: number;
}

export interface SuggestedGene {
  /** From 1. */
  rank: number;
  symbol: string;
  /** Approved name; '' where there is none. */
  name: string;
  /** Probability of being the next gene. */
  value: number;
  /** Calibrated chance, 0..1, of being one of the missing genes. */
  chance: number;
  /** Most like the given genes first. */
  support: Support[];
}

export interface Completion {
  genes: ReadGene[];
  leftOut: LeftOutGene[];
  /** Genes that the chances suppose to be missing. */
  missing: number;
  suggested: SuggestedGene[];
}

export interface CompleteOptions {
  /** Genes to suggest, 20 by default; the network ranks some hundreds at most. */
  top?: number;
  /** Genes that the set is supposed to lack, for the chances; as many as are given by default. */
  missing?: number | undefined;
  /** Training sets named for each gene, 1 by default. */
  support?: number;
  /**
   * Other probabilities in place of the network's, from what else is known of the set: for these genes (n), ascending tokens,
   * given the tokens of the prompt. They sum to 1.
   */
  weigh?: (probabilities: Float64Array, genes: Int32Array, prompt: Int32Array) => Float64Array;
}

export type PartValues = string | Int8Array | Uint16Array | Uint32Array | Float32Array;

/** A model file, its bytes checked: what it says about itself, and its parts by name. */
export interface ModelFile {
  about: ModelAbout;
  parts: Map<string, PartValues>;
}

export interface ModelAbout {
  /** What the model is called. */
  title: string;
  /** Settings that the run file computes by. */
  model: {
    depth: number;
    hidden: number;
    calibration: {expected: number[]; observed: number[]};
    members: {kind: string; [option: string]: unknown}[];
  };
  /** Where the gene sets and genes come from, and under which terms. */
  sources?: {title: string; licence: string; url: string}[];
  /** The stages behind the model, with the hashes of the files they read. */
  origin?: {stage: string; uses: string; key: string; sources?: {file: string; sha256: string}[]}[];
  scores?: ModelScores;
}

/** What the file and the stack that it was packed from made of the same test sets. */
export interface ModelScores {
  protocol: string;
  seed: number;
  sets: number;
  stack: AnswerScores;
  file: AnswerScores;
  /** recall@50 of the file less that of the stack, with its 95 % interval. */
  recallAt50Difference: number;
  interval?: [number, number] | undefined;
  /** The file's scores by the likeness of the nearest training set, ascending; missing in the first files. */
  nearness?: NearnessScore[] | undefined;
}

/** Test sets whose nearest training set was about as like their shown genes. */
export interface NearnessScore {
  /** Least and highest likeness of the group: cosine, shared / √(shown · size), 0..1. */
  from: number;
  upTo: number;
  sets: number;
  /** Mean share of the hidden genes among the first 50. */
  recallAt50: number;
  /** Mean number of hidden genes among the first 10. */
  rightOfFirst10: number;
}

export interface AnswerScores {
  recallAt50: number;
  /** Sets completed significantly. */
  significant: number;
  calibrationError: number;
}

export declare class GeneModel {
  constructor(file: ModelFile, name: string);
  /** The file that it was read from. */
  readonly name: string;
  readonly about: ModelAbout;
  /** Symbol of each token; token 0 is the end token and no gene. Length V. */
  readonly symbols: string[];
  /** Approved name of each token's gene; '' where there is none. Length V. */
  readonly geneNames: string[];
  readonly tokenOf: Map<string, number>;
  /** The training sets. `titles`: `library<TAB>name`. `tokens` of set i lie from offsets[i] to offsets[i + 1]. */
  readonly sets: {
    S: number;
    offsets: Int32Array;
    tokens: Int32Array;
    titles: string[];
  };
  /** Reads symbols, former symbols, aliases, Ensembl and NCBI Gene ids. */
  read(names: Iterable<string>): {genes: ReadGene[]; leftOut: LeftOutGene[]};
  /** Suggests genes for a set; none where no name is known. */
  complete(names: Iterable<string>, options?: CompleteOptions): Completion;
  /** What the network makes of a prompt of distinct tokens; the softmax of `scores` are probabilities. */
  score(prompt: Int32Array): {
    /** Ascending tokens. Shape (n). */
    genes: Int32Array;
    /** Shape (n). */
    scores: Float64Array;
    /** Scores of all tokens by the first method, for the order of all others. Shape (V). */
    lead: Float64Array;
    /** Scores of all tokens by each method, in the order of `about.model.members`; −Infinity for the prompt. (M) × (V). */
    methods: Float64Array[];
  };
  /** Calibrated chance of a gene by the hits that its probability promises. */
  chance(hits: number): number;
}

/** Opens a model file: a path, a URL, a File or Blob, or its bytes. Throws a sentence where it is none or damaged. */
export declare function open(
  source: string | URL | Blob | Uint8Array | ArrayBuffer,
): Promise<GeneModel>;

/** Checks the bytes of a model file, of gene sets unless another `kind` is asked for; `name` is for messages. */
export declare function readModelFile(
  bytes: Uint8Array,
  name: string,
  kind?: 'gene sets' | 'cells',
): Promise<ModelFile>;
