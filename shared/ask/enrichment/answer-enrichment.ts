// Answers which sets a list of genes is enriched in, and which functions a gene has. The command starts this file by its
// path, as the runner starts stages.
import type {GeneModel} from '../../../run/geneglot.mjs';
import {enrichList, requireOverlap} from '../../answers/enrich-list.ts';
import {GeneSpace} from '../../answers/gene-space.ts';
import {isApproved} from '../../answers/is-approved.ts';
import {requireGene} from '../../answers/require-gene.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import {openModelFile} from '../completion/open-model-file.ts';
import {type Query, readQueries} from '../completion/read-queries.ts';
import type {EnrichedQuery, EnrichmentAnswer} from './answer.ts';
import {answerGene} from './answer-gene.ts';
import {openSets} from './open-sets.ts';
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
  const asked = keepFirstGenes(queries, name => isApproved(model, name));
  const read = asked.map(({name, symbols}) => ({name, ...space.read(symbols)}));
  requireGene(read);
  const opened = await openSets(question, model, space);
  requireOverlap(read, opened);
  const {tested, source, libraries, background, notes} = opened;
  const options = {most: question.top, fold: !question.all};
  const enriched: EnrichedQuery[] = [];
  for (const query of read) {
    const list = await enrichList(query, opened, {model, space}, options);
    enriched.push({name: query.name, ...list});
  }
  return {
    ...{source, libraries, title: model.about.title, notes},
    sets: tested.titles.length,
    background: {file: background, genes: tested.backgroundSize},
    fold: !question.all,
    queries: enriched,
  };
}
