// A question of the command line for names, and its answer before it is written out.
import type {LeftOutGene, ReadGene} from '../../../run/geneglot.mjs';
import type {TrainedQuestion} from '../completion/question.ts';

/** `top`: names of each kind. */
export interface NameQuestion
  extends Pick<TrainedQuestion, 'asked' | 'files' | 'cache' | 'genes' | 'file' | 'top'> {
  json: boolean;
}

interface KnownName {
  library: string;
  name: string;
  /** Given genes that the set holds, and its size. */
  shared: number;
  size: number;
}

export interface NamedList {
  /** Null for a list of genes. */
  name: string | null;
  genes: ReadGene[];
  leftOut: LeftOutGene[];
  /** Written by the model, best first; `probability` is that of the whole name. */
  written: {name: string; probability: number}[];
  /** `likeness`: cosine, shared / √(given · size). */
  nearest: (KnownName & {likeness: number})[];
  /** One-sided Fisher test against the genes of all training sets, corrected over the sets tested. */
  enriched: (KnownName & {pValue: number; qValue: number; log10QValue: number})[];
}
