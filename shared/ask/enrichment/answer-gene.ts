// Functions of one gene, for the command line.
import type {GeneModel} from '../../../run/geneglot.mjs';
import {functionsOf, readGene} from '../../answers/gene-functions.ts';
import type {GeneSpace} from '../../answers/gene-space.ts';
import type {GeneAnswer} from './answer.ts';
import {openSets} from './open-sets.ts';
import type {EnrichQuestion, EnrichReply} from './question.ts';
import {renderGene} from './render-gene.ts';

/** Answers which functions a gene has. */
export async function answerGene(
  question: EnrichQuestion & {gene: string},
  model: GeneModel,
  space: GeneSpace,
): Promise<EnrichReply> {
  const gene = readGene(question.gene, space, '--gene');
  const opened = await openSets(question, model, space);
  const {source, libraries, notes} = opened;
  const options = {most: question.top, fold: !question.all};
  const functions = await functionsOf(gene, opened, {model, space}, options);
  const answer: GeneAnswer = {
    ...{source, libraries, notes, gene},
    title: model.about.title,
    ...functions,
  };
  return renderGene(answer, question);
}
