// Completes gene sets with a model file. The runner starts this file by its path, as it does stages, so that neither knows
// the other's code.

import {type CompletionAbout, openFileWords} from '../../answers/complete-about.ts';
import {isApproved} from '../../answers/is-approved.ts';
import {requireKnownGene} from '../../answers/require-gene.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import type {Answer} from './answer.ts';
import {openModelFile} from './open-model-file.ts';
import type {FileQuestion, Reply} from './question.ts';
import {QUOTES_HINT, readPhrase} from './read-phrase.ts';
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
  const options = {top, missing, support};
  const alone = queries.every(({symbols}) => symbols.length === 0);
  const words = question.about === undefined ? undefined : openFileWords(model);
  const about = words && readPhrase(question.about!, words.reader.knows);
  const completed = queries.map(
    ({symbols}): CompletionAbout =>
      words && about && (alone || model.read(symbols).genes.length > 0)
        ? words.complete(symbols, about.words, options)
        : model.complete(symbols, options),
  );
  if (!alone) requireKnownGene(completed, about && QUOTES_HINT);
  const answer: Answer = {
    measure: 'probability',
    kind: model.about.title,
    engine: 'run file',
    trainingSets: model.sets.S,
    calibrated: !alone,
    ...(about && {about: {...about, alone}}),
    sets: completed.map((set, i) => ({...set, name: queries[i].name})),
  };
  return renderAnswer(answer, question);
}
