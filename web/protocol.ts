// Questions of the page and answers of its worker. Every message is a plain object that can be cloned; names of genes, sets
// and libraries come from strangers and are text, never markup.
import type {LeftOutGene, ModelAbout, ReadGene} from '../run/geneglot.mjs';
import type {SuggestedByWords} from '../shared/answers/complete-about.ts';
import type {ChartSpec} from '../shared/report/charts/chart-theme.ts';
import type {ListEnrichment, TestedSet} from '../shared/scores/enrichment/describe-enrichment.ts';
import type {SetTitle} from '../shared/scores/enrichment/tested-sets.ts';

/** What each question says, and what answers it. */
export interface Exchanges {
  /** Opens a model file; every other question is about the last one opened. */
  open: {ask: {bytes: ArrayBuffer; name: string}; answer: Opened};
  /** How each name in a text is read. */
  read: {ask: {text: string}; answer: ReadText};
  /** What a dropped file holds. */
  parse: {ask: {name: string; bytes: ArrayBuffer}; answer: Parsed};
  /** Genes that a list lacks, or that words alone name. `about`: what it is about, in words; `top`: 20 by default. */
  complete: {
    ask: {genes: string[]; about?: string; missing?: number; top?: number};
    answer: Completed;
  };
  /** Completes every set of a GMT, for a download. Reports progress. */
  'complete-sets': {ask: {sets: NamedList[]; top?: number}; answer: SuggestedSet[]};
  /** Why a gene is suggested for a list. */
  explain: {ask: {genes: string[]; symbol: string}; answer: Explained};
  /** How well each given gene fits the others. Reports progress. */
  fit: {ask: {genes: string[]; missing?: number}; answer: FittedGene[]};
  /** Sets that a list is enriched in. Reports progress. */
  enrich: {ask: Scope & {genes: string[]; fold?: boolean; most?: number}; answer: Enriched};
  /** Genes × sets. `sets`: by default those that represent the best groups of the enrichment. */
  matrix: {ask: Scope & {genes: string[]; sets?: SetTitle[]}; answer: Matrix};
  /** Functions of one gene, known and predicted. Reports progress. */
  gene: {ask: Scope & {symbol: string; most?: number}; answer: GeneFunctions};
  /** Two lists or more, side by side. Reports progress. `most`: groups of each list, 10 by default. */
  compare: {ask: Scope & {lists: NamedList[]; most?: number}; answer: Compared};
}

export type AskKind = keyof Exchanges;
export type AskOf<K extends AskKind> = Exchanges[K]['ask'];
export type AnswerOf<K extends AskKind> = Exchanges[K]['answer'];

/** A question; `id` is the page's, unique. */
export type Question<Kind extends AskKind = AskKind> = {
  [K in Kind]: {id: number; ask: K} & AskOf<K>;
}[Kind];

/** From the page: a question, or the wish to stop one. */
export type ToWorker = Question | {stop: number};

/** From the worker: progress where an answer takes long, then one of answer, refusal (a sentence) and stop. */
export type FromWorker =
  | {id: number; progress: Progress}
  | {id: number; answer: AnswerOf<AskKind>}
  | {id: number; refused: string}
  | {id: number; stopped: true};

export interface Progress {
  done: number;
  of: number;
  /** What is counted. */
  unit: 'genes' | 'sets' | 'lists' | 'steps';
}

/** A list of genes under a name. */
export interface NamedList {
  name: string;
  genes: string[];
}

/** The sets that a list is tested in. */
export interface Scope {
  /** Libraries; all by default. */
  libraries?: string[];
  /** Genes that could have been drawn; by default all genes of the sets. `name` is for sentences. */
  background?: NamedList;
  /** Own sets in place of the model's; `name` is their library. */
  own?: {name: string; sets: NamedList[]}[];
}

export interface Opened {
  title: string;
  about: ModelAbout;
  /** SHA-256 that the file states and its bytes were checked against, hexadecimal. */
  sha256: string;
  /** Length of the file. */
  bytes: number;
  /** Genes that the model knows. */
  genes: number;
  sets: number;
  libraries: {name: string; sets: number}[];
  /** Every second gene of training sets of 12 to 40 genes (`size`), three where the file has as many. */
  examples: (SetTitle & {genes: string[]; size: number})[];
}

export interface Reading {
  given: string;
  how: ReadGene['how'] | LeftOutGene['reason'];
  /** Approved symbol and name, where the name means one gene. */
  symbol?: string;
  name?: string;
  /** Whether the model can be asked about it. */
  known: boolean;
  /** Symbols that an ambiguous name may mean. */
  candidates: string[];
  /** Symbols spelt most like an unknown name, three at most. */
  nearest: string[];
}

export interface ReadText {
  /** In the order given, each name once. */
  readings: Reading[];
  /** Distinct genes that the model knows. */
  known: number;
  /** A sentence on what is wrong with the list as a whole (none, mouse symbols). */
  alarm?: string;
}

export interface NearestSet extends SetTitle {
  /** The genes that it shares with the list. */
  genes: string[];
  /** Cosine of the list and the set, shared / √(given · size), 0..1. */
  likeness: number;
  shared: number;
  size: number;
}

/** Without a chance where words alone name it. */
export interface Suggestion extends SuggestedByWords {
  /** The nearest training sets alone, in a list as long, do not name it. */
  byModels: boolean;
}

export interface Completed {
  genes: ReadGene[];
  leftOut: LeftOutGene[];
  /** Words that names of known sets hold, and the others; null where none were given. */
  about: ReadWords | null;
  missing: number;
  /** The training set most like the list; null where none shares a gene. */
  nearest: NearestSet | null;
  suggestions: Suggestion[];
  /** Chance by hits promised (value × missing), to be read by `chanceOf`. */
  calibration: Calibration;
}

export interface ReadWords {
  known: string[];
  unknown: string[];
}

export interface Calibration {
  /** Ascending. */
  expected: number[];
  observed: number[];
}

export interface SuggestedSet {
  name: string;
  genes: ReadGene[];
  leftOut: LeftOutGene[];
  suggested: {symbol: string; chance: number}[];
}

export interface Explained {
  symbol: string;
  name: string;
  /** Place among the suggestions; null where the model ranks the gene too low for one. */
  rank: number | null;
  methods: MethodOpinion[];
  /** Training sets that hold the gene and a given one, the most like first, ten at most. */
  sets: NearestSet[];
}

export interface MethodOpinion {
  /** As the file calls it, and in words. */
  kind: string;
  title: string;
  /** Place among all genes that were not given, from 1. */
  rank: number;
  /** Score as a share of the method's best one, 0..1. */
  share: number;
}

export interface FittedGene {
  given: string;
  symbol: string;
  name: string;
  /** Place among the completions of the other genes, from 1. */
  rank: number;
  /** Candidates that the place is among. */
  of: number;
  /** Calibrated chance of being one of the genes that the others lack. */
  chance: number;
}

export interface Enriched extends ListEnrichment {
  genes: ReadGene[];
  leftOut: LeftOutGene[];
  /** Given genes that are not in the background. */
  outside: string[];
  libraries: string[];
  /** All libraries there are to choose from. */
  allLibraries: string[];
  /** Sets with a gene in the background, and those without one, which are left out. */
  sets: number;
  setsOutside: number;
  /** `name` is null for all genes of the sets tested. */
  background: {name: string | null; genes: number};
  fold: boolean;
  /** What was left out of own sets and background. */
  notes: string[];
  /** One dot a group; null where there is none. */
  dotPlot: ChartSpec | null;
}

export interface Matrix {
  /** Symbols, rows in order; those in no set last. */
  genes: string[];
  /** Columns in order. */
  sets: (SetTitle & {size: number; shared: number})[];
  /** 1 where the set of the column holds the gene of the row. */
  cells: number[][];
}

export interface GeneFunctions {
  gene: ReadGene;
  /** Approved name; '' where there is none. */
  name: string;
  libraries: string[];
  notes: string[];
  /** Sets that hold the gene. */
  sets: number;
  /** Groups of them, the most typical first; the first of a group represents it. */
  known: (SetTitle & {size: number})[][];
  /** Sets that do not hold it, most likely first; `missing`: genes that the set is supposed to lack. */
  predicted: (SetTitle & {size: number; chance: number; missing: number})[];
}

export interface Compared {
  lists: {name: string; genes: string[]; leftOut: LeftOutGene[]}[];
  /** For two or three lists: the genes of exactly these lists (places in `lists`), larger groups first. */
  regions: {lists: number[]; genes: string[]}[];
  /** Every pair of lists. */
  pairs: {lists: [number, number]; shared: number; union: number; jaccard: number}[];
  /** The sets that represent the best groups of any list, the smallest q of any list first. */
  sets: ComparedSet[];
  notes: string[];
}

export interface ComparedSet extends SetTitle {
  size: number;
  /** For each list; null where it shares no gene with the set. */
  tests: (Pick<TestedSet, 'shared' | 'fold' | 'pValue' | 'log10PValue' | 'qValue'> | null)[];
}

export type Parsed = (ParsedList | ParsedSets | ParsedTable) & {
  /** What was odd about the file: its encoding, its line ends, lines left out. */
  notes: string[];
};

export interface ParsedList {
  kind: 'list';
  names: string[];
}

export interface ParsedSets {
  kind: 'gmt';
  /** The file's name without its endings. */
  library: string;
  sets: NamedList[];
}

export interface ParsedTable {
  kind: 'table';
  columns: TableColumn[];
  /** Every row has a field for every column. */
  rows: string[][];
  /** A sentence where no column looks like genes. */
  alarm?: string;
}

export interface TableColumn {
  name: string;
  /** The first values, three at most. */
  examples: string[];
  looksLikeGenes: boolean;
  /** Whether all its values are numbers, empty ones aside; then its range. */
  numeric: boolean;
  min?: number;
  max?: number;
}
