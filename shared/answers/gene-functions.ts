// Functions of one gene: the sets that hold it, and sets without it that the model would add it to.
import type {GeneModel, ReadGene} from '../../run/geneglot.mjs';
import {type DescribeOptions, groupRows} from '../scores/enrichment/describe-enrichment.ts';
import {cosinesWith, setsByLikeness} from '../scores/enrichment/functions-of-gene.ts';
import {
  genesOf,
  narrowSets,
  type SetTitle,
  type TestedSets,
} from '../scores/enrichment/tested-sets.ts';
import {describeLeftOut} from './describe-readings.ts';
import type {GeneSpace} from './gene-space.ts';
import {QuestionError} from './question-error.ts';
import {modelSets, type OpenedSets} from './scope-sets.ts';
import {noStep, type Step} from './step.ts';

/** Candidates that the model is asked about: each costs about as much as completing a set. */
const CANDIDATES = 12;
/** A set is supposed to lack one gene for so many that it holds, one at least. */
const HELD_FOR_ONE_MISSING = 10;

export interface KnownFunction extends SetTitle {
  size: number;
}

export interface PredictedFunction extends KnownFunction {
  /** Calibrated chance that the gene is one of the genes that the set is supposed to lack. */
  chance: number;
  missing: number;
}

export interface GeneFunctions {
  /** Approved name; '' where there is none. */
  name: string;
  /** Sets that hold the gene, and groups of them, the most typical first. */
  sets: number;
  known: KnownFunction[][];
  /** Most likely first. */
  predicted: PredictedFunction[];
}

interface Asking {
  model: GeneModel;
  space: GeneSpace;
  /** Before each set that the model is asked about. */
  step?: Step;
}

/** The gene that a name means; fails where it means none or several. `place` is where the name was given. */
export function readGene(name: string, space: GeneSpace, place: string): ReadGene {
  const {genes, leftOut} = space.read([name.trim()]);
  if (genes.length === 1) return genes[0];
  const [reason] = describeLeftOut(leftOut);
  throw new QuestionError(
    `${place}: found ${reason}, expected one symbol, Ensembl or NCBI Gene id of a human gene\n    Check the spelling; for a list of genes ask for its enrichment.`,
  );
}

/** The functions of a gene among the sets opened. */
export async function functionsOf(
  gene: ReadGene,
  {tested}: OpenedSets,
  asking: Asking,
  options: DescribeOptions,
): Promise<GeneFunctions> {
  const {model, space} = asking;
  const training = narrowSets({...modelSets(model), symbols: space.symbols});
  const sets = setsByLikeness(tested, gene.token, cosinesWith(training, gene.token));
  const known = groupRows(tested, sets.known.map(toRow), options, ({set}) => describe(tested, set));
  const predicted = space.isKnown(gene.token)
    ? await predict(gene.token, sets.candidates, tested, asking)
    : [];
  return {
    name: model.geneNames[gene.token] ?? '',
    sets: sets.known.length,
    known,
    predicted: predicted.slice(0, options.most),
  };
}

/** The model's chance for the candidates that are most like the gene's own sets, one for each group of alike sets. */
async function predict(
  gene: number,
  candidates: readonly number[],
  tested: TestedSets,
  {model, space, step = noStep}: Asking,
): Promise<PredictedFunction[]> {
  const options = {most: CANDIDATES, fold: true};
  const best = groupRows(tested, candidates.map(toRow), options, ({set}) => set);
  const predicted: PredictedFunction[] = [];
  for (const [i, [set]] of best.entries()) {
    await step(i, best.length);
    const members = genesOf(tested, set).filter(member => space.isKnown(member));
    const missing = supposedMissing(members.length);
    const chance = model.chance(shareOf(members, model)(gene) * missing);
    predicted.push({...describe(tested, set), chance, missing});
  }
  return predicted.sort((a, b) => b.chance - a.chance);
}

/** Genes that a set is supposed to lack. */
export function supposedMissing(members: number): number {
  return Math.max(1, Math.round(members / HELD_FOR_ONE_MISSING));
}

/** The probability of each gene to be the next of a set; 0 where the model ranks it too low for one. */
export function shareOf(members: Int32Array, model: GeneModel): (gene: number) => number {
  const {genes, scores} = model.score(members);
  const highest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  const shares = new Map(
    Array.from(genes, (gene, i) => [gene, Math.exp(scores[i] - highest) / total]),
  );
  return gene => shares.get(gene) ?? 0;
}

function toRow(set: number): {set: number} {
  return {set};
}

function describe(tested: TestedSets, set: number): KnownFunction {
  return {...tested.titles[set], size: genesOf(tested, set).length};
}
