// Answers which sets a list of genes is enriched in, and which functions a gene has. The command starts this file by its
// path, as the runner starts stages.
import type {GeneModel} from '../../../run/geneglot.mjs';
import {describeEnrichment} from '../../scores/enrichment/describe-enrichment.ts';
import {openModelFile} from '../completion/open-model-file.ts';
import {QuestionError} from '../completion/question-error.ts';
import {type Query, readQueries} from '../completion/read-queries.ts';
import {describeLeftOut} from '../completion/resolve-query.ts';
import type {EnrichedQuery, EnrichmentAnswer} from './answer.ts';
import {answerGene} from './answer-gene.ts';
import {describeMouse} from './describe-mouse.ts';
import {GeneSpace, type ReadNames} from './gene-space.ts';
import {type OpenedSets, openSets} from './open-sets.ts';
import type {EnrichQuestion, EnrichReply} from './question.ts';
import {renderEnrichment} from './render-enrichment.ts';

/** Answers a question. */
export async function enrich(question: EnrichQuestion): Promise<EnrichReply> {
  const {gene, bundle} = question;
  if (gene !== undefined) {
    const model = await openModelFile(bundle);
    return answerGene({...question, gene}, model, new GeneSpace(model));
  }
  const [queries, model] = await Promise.all([
    readQueries(question, 'enrich'),
    openModelFile(bundle),
  ]);
  return renderEnrichment(await answerLists(queries, question, model), question);
}

async function answerLists(
  queries: readonly Query[],
  question: EnrichQuestion,
  model: GeneModel,
): Promise<EnrichmentAnswer> {
  const space = new GeneSpace(model);
  const read = queries.map(({name, symbols}) => ({name, ...space.read(symbols)}));
  requireGene(read);
  const opened = await openSets(question, model, space);
  requireOverlap(read, opened);
  const {tested, source, libraries, background, notes} = opened;
  return {
    ...{source, libraries, title: model.about.title, notes},
    sets: tested.titles.length,
    background: {file: background, genes: tested.backgroundSize},
    fold: !question.all,
    queries: read.map(query => answerList(query, opened, {question, model, space})),
  };
}

interface Asking {
  question: EnrichQuestion;
  model: GeneModel;
  space: GeneSpace;
}

function answerList(
  {name, genes, leftOut}: ReadNames & {name: string | null},
  {tested}: OpenedSets,
  {question, model, space}: Asking,
): EnrichedQuery {
  const known = genes.filter(({token}) => space.isKnown(token)).map(({symbol}) => symbol);
  const {suggested} = model.complete(known, {top: known.length, support: 0});
  const added = suggested.map(({symbol}) => model.tokenOf.get(symbol) as number);
  const given = genes.map(({token}) => token);
  return {
    ...{name, genes, leftOut},
    outside: genes.flatMap(({symbol, token}) => (tested.holds[token] === 1 ? [] : [symbol])),
    ...describeEnrichment(tested, given, added, {most: question.top, fold: !question.all}),
  };
}

function requireGene(read: readonly ReadNames[]): void {
  if (read.some(({genes}) => genes.length > 0)) return;
  const leftOut = read.flatMap(query => query.leftOut);
  const names = leftOut.map(({given}) => given);
  const lines = [...describeLeftOut(leftOut), ...describeMouse(names)];
  throw new QuestionError(
    `found no known gene among ${names.length} names, expected symbols, Ensembl or NCBI Gene ids of human genes\n${lines.map(line => `    ${line}`).join('\n')}`,
  );
}

function requireOverlap(read: readonly ReadNames[], {tested, background}: OpenedSets): void {
  const genes = read.flatMap(query => query.genes);
  if (genes.some(({token}) => tested.holds[token] === 1)) return;
  throw new QuestionError(
    background === null
      ? `found none of the ${genes.length} genes in the sets tested, expected one at least\n    Test other sets: leave --library or --gmt out.`
      : `${background}: found none of the ${genes.length} given genes in the background, expected the genes that the list was drawn from\n    Leave --background out to take all genes of the sets.`,
  );
}
