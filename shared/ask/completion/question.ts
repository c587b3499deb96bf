// A question of the command line to a trained model, and the reply: the one thing that both sides know.

/** Absolute paths of what a run has left. */
export interface ModelFiles {
  /** Folder of the model. */
  model: string;
  vocabulary: string;
  /** Training sets as tokens. */
  training: string;
  /** The training sets with their names. */
  trainingSets: string;
  /** Approved genes. */
  genes: string;
}

/** A model that a run has left. */
interface AskedModel {
  stage: string;
  key: string;
}

export interface Question {
  /** The model, as the answer names it. */
  asked: AskedModel | {file: string};
  /** Symbols or ids, also several in one text. */
  genes: readonly string[];
  /** A list of genes or a GMT file; `-` is standard input. */
  file?: string;
  /** What the sets are about, in words. */
  about?: string;
  /** Genes suggested for each set, at least 1. */
  top: number;
  /** Genes that each set is supposed to lack, for the chances; as many as are given by default. */
  missing?: number;
  /** Training sets named for each suggested gene. */
  support: number;
  format: 'table' | 'tsv' | 'json' | 'gmt';
}

/** A question to a model that a run has left. */
export interface TrainedQuestion extends Question {
  asked: AskedModel;
  /** The model was named, so that a GPT is to read words by itself. */
  isNamed: boolean;
  files: ModelFiles;
  /** What is looked up by name is kept in this folder, below this key of the artifact that holds the vocabulary. */
  cache: {folder: string; key: string};
}

/** A question to a model file. */
export interface FileQuestion extends Question {
  asked: {file: string};
}

/** What to print, and what to say beside it. */
export interface Reply {
  output: string;
  notes: string[];
}
