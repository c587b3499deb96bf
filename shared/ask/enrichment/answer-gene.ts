// Functions of one gene: the sets that hold it, and sets without it that the model would add it to.
import type {GeneModel, ReadGene} from '../../../run/geneglot.mjs';
import {groupRows} from '../../scores/enrichment/describe-enrichment.ts';
import {cosinesWith, setsByLikeness} from '../../scores/enrichment/functions-of-gene.ts';
import {genesOf, narrowSets, type TestedSets} from '../../scores/enrichment/tested-sets.ts';
import {QuestionError} from '../completion/question-error.ts';
import {describeLeftOut} from '../completion/resolve-query.ts';
import type {GeneAnswer, KnownFunction, PredictedFunction} from './answer.ts';
import type {GeneSpace} from './gene-space.ts';
import {modelSets, openSets} from './open-sets.ts';
import type {EnrichQuestion, EnrichReply} from './question.ts';
import {renderGene} from './render-gene.ts';

/** Candidates that the model is asked about: each costs about as much as completing a set. */
const CANDIDATES = 12;
/** A set is supposed to lack one gene for so many that it holds, one at least. */
const HELD_FOR_ONE_MISSING = 10;

type GeneQuestion = EnrichQuestion & {gene: string};

/** Answers which functions a gene has. */
export async function answerGene(
  question: GeneQuestion,
  model: GeneModel,
  space: GeneSpace,
): Promise<EnrichReply> {
  const gene = readGene(question.gene, space);
  const {tested, source, libraries, notes} = await openSets(question, model, space);
  const training = narrowSets({...modelSets(model), symbols: space.symbols});
  const sets = setsByLikeness(tested, gene.token, cosinesWith(training, gene.token));
  const options = {most: question.top, fold: !question.all};
  const answer: GeneAnswer = {
    ...{source, libraries, notes, gene},
    title: model.about.title,
    name: model.geneNames[gene.token] ?? '',
    sets: sets.known.length,
    known: groupRows(tested, sets.known.map(toRow), options, ({set}) => describe(tested, set)),
    predicted: space.isKnown(gene.token)
      ? predict(gene.token, sets.candidates, tested, {model, space}).slice(0, question.top)
      : [],
  };
  return renderGene(answer, question);
}

function readGene(name: string, space: GeneSpace): ReadGene {
  const {genes, leftOut} = space.read([name.trim()]);
  if (genes.length === 1) return genes[0];
  const [reason] = describeLeftOut(leftOut);
  throw new QuestionError(
    `--gene: found ${reason}, expected one symbol, Ensembl or NCBI Gene id of a human gene\n    For a list of genes leave --gene out: geneglot enrich TP53 MDM2.`,
  );
}

/** The model's chance for the candidates that are most like the gene's own sets, one for each group of alike sets. */
function predict(
  gene: number,
  candidates: readonly number[],
  tested: TestedSets,
  {model, space}: {model: GeneModel; space: GeneSpace},
): PredictedFunction[] {
  const options = {most: CANDIDATES, fold: true};
  const best = groupRows(tested, candidates.map(toRow), options, ({set}) => set).map(
    ([set]) => set,
  );
  return best
    .map(set => {
      const members = genesOf(tested, set).filter(member => space.isKnown(member));
      const missing = supposedMissing(members.length);
      const chance = model.chance(shareOf(members, model)(gene) * missing);
      return {...describe(tested, set), chance, missing};
    })
    .sort((a, b) => b.chance - a.chance);
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
