// Completes gene sets with a model file. The runner starts this file by its path, as it does stages, so that neither knows
// the other's code.

import {isApproved} from '../../answers/is-approved.ts';
import {requireKnownGene} from '../../answers/require-gene.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import type {Answer} from './answer.ts';
import {openModelFile} from './open-model-file.ts';
import type {FileQuestion, Reply} from './question.ts';
import {readQueries} from './read-queries.ts';
import {renderAnswer} from './render-answer.ts';

/** Answers a question. */
export async function complete(question: FileQuestion): Promise<Reply> {
  const [read, model] = await Promise.all([
    readQueries(question),
    openModelFile(question.asked.file),
  ]);
  const queries = keepFirstGenes(read, name => isApproved(model, name));
  const {top, missing, support} = question;
  const completed = queries.map(({symbols}) => model.complete(symbols, {top, missing, support}));
  requireKnownGene(completed);
  const answer: Answer = {
    measure: 'probability',
    kind: model.about.title,
    engine: 'run file',
    trainingSets: model.sets.S,
    calibrated: true,
    sets: completed.map((set, i) => ({...set, name: queries[i].name})),
  };
  return renderAnswer(answer, question);
}
