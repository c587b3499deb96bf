// Completes gene sets with a trained model and says what stands behind each suggestion. The runner starts this file by
// its path, as it does stages, so that neither knows the other's code.

import {QuestionError} from '../../answers/question-error.ts';
import {tokenShard} from '../../formats/token-shard.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import type {Completer} from '../../models/completers/completer.ts';
import {wordsBesideGenes} from '../../models/completers/ensembles/words-beside-genes.ts';
import {openCompleter} from '../../models/completers/open-completer.ts';
import {type CompletionModel, completionModel} from '../../models/kinds/completion-model.ts';
import {topIndices} from '../../stats/score-order.ts';
import type {Answer, SuggestedGene} from './answer.ts';
import {findSupport, nameSupport} from './find-support.ts';
import {type Lookup, openLookup, titleFinder} from './name-index.ts';
import type {Question, Reply, TrainedQuestion} from './question.ts';
import {type Phrase, readPhrase} from './read-phrase.ts';
import {type Query, readQueries} from './read-queries.ts';
import {renderAnswer} from './render-answer.ts';
import {type ResolvedQuery, resolveQueries} from './resolve-query.ts';

/** Sets ranked in one call; bounds memory to this many rows of V scores. */
const BATCH = 64;

/** Answers a question. */
export async function complete(given: TrainedQuestion): Promise<Reply> {
  const queries = await readQueries(given);
  const question = withoutIdleModel(given, queries);
  const {files} = question;
  const [lookup, model, reader, training] = await Promise.all([
    openLookup(question),
    completionModel.read(files.model),
    files.reader === undefined ? undefined : completionModel.read(files.reader),
    tokenShard.read(files.training),
  ]);
  const known = new Set(lookup.genes.symbols);
  const resolved = resolveQueries(
    keepFirstGenes(queries, name => known.has(name)),
    lookup,
    question.about === undefined ? undefined : 'Several words of --about need quotes around them.',
  );
  const completer = await openModels(model, reader);
  try {
    requireSameVocabulary(completer, lookup);
    const about =
      question.about === undefined ? undefined : readAbout(question.about, completer, lookup);
    const suggested = await suggest(completer, resolved, {
      ...{lookup, training, question},
      ...(about && {about}),
    });
    const answer: Answer = {
      measure: completer.probabilities ? 'probability' : 'score',
      kind: model.kind,
      engine: completer.description,
      trainingSets: training.setIds.length,
      calibrated: !about && completer.hitRates !== undefined,
      ...(about && {about}),
      sets: resolved.map((query, i) => ({
        ...query,
        missing: missingGenes(query, question),
        suggested: suggested[i],
      })),
    };
    return renderAnswer(answer, question);
  } finally {
    completer.dispose();
  }
}

/** The question to the reader of words alone where no set has a gene, so that words are all there is. */
function withoutIdleModel(question: TrainedQuestion, queries: readonly Query[]): TrainedQuestion {
  const {asked, files} = question;
  const {reader: model, ...others} = files;
  const isIdle = queries.every(({symbols}) => symbols.length === 0);
  if (!isIdle || !asked.reader || model === undefined) return question;
  return {...question, asked: asked.reader, files: {...others, model}};
}

/** The model, which may have another one read words for it. */
async function openModels(model: CompletionModel, reader?: CompletionModel): Promise<Completer> {
  const completer = await openCompleter(model, {engine: 'auto'});
  if (!reader) return completer;
  return wordsBesideGenes(completer, await openCompleter(reader, {engine: 'auto'}));
}

/** The words, of a model that reads them. */
function readAbout(text: string, completer: Completer, lookup: Lookup): Phrase {
  if (completer.probabilitiesAbout) return readPhrase(text, lookup);
  throw new QuestionError(
    `--about: found a model that reads no names (${completer.description}), expected a GPT trained with them\n    Leave --model out, or name the stage of such a GPT: train-gpt.`,
  );
}

interface Knowledge {
  lookup: Lookup;
  training: TokenShard;
  question: Question;
  about?: Phrase;
}

async function suggest(
  completer: Completer,
  queries: readonly ResolvedQuery[],
  {lookup, training, question, about}: Knowledge,
): Promise<SuggestedGene[][]> {
  const nameOf = new Map(
    lookup.genes.symbols.map((symbol, row) => [symbol, lookup.genes.names[row]]),
  );
  const titleOf = titleFinder(lookup);
  const prompts = queries.map(({genes}) => Int32Array.from(genes, ({token}) => token));
  const results: SuggestedGene[][] = [];
  for (let from = 0; from < prompts.length; from += BATCH) {
    const part = prompts.slice(from, from + BATCH);
    const missing = queries.slice(from, from + BATCH).map(query => missingGenes(query, question));
    const chances = about ? undefined : await completer.hitRates?.(part, missing);
    const rows = await valuesOf(completer, part, about);
    for (const [i, prompt] of part.entries()) {
      // A set without a known gene or word gets no suggestions; the answer says so.
      const best =
        prompt.length === 0 && !about
          ? new Int32Array(0)
          : bestTokens(rows[i], prompt, question.top);
      const support = findSupport(training, prompt, best, question.support);
      results.push(
        Array.from(best, (token, place) => ({
          rank: place + 1,
          symbol: lookup.symbols[token],
          name: nameOf.get(lookup.symbols[token]) ?? '',
          value: rows[i][token],
          ...(chances && {chance: chances[i][token]}),
          support: nameSupport(support[place], training, titleOf),
        })),
      );
    }
  }
  return results;
}

/** What the model makes of each gene: with words, as it reads them too. */
async function valuesOf(
  completer: Completer,
  prompts: Int32Array[],
  about: Phrase | undefined,
): Promise<Float64Array[]> {
  const named = about && completer.probabilitiesAbout?.(prompts, about.tokens);
  return named ?? completer.probabilities?.(prompts) ?? completer.rank(prompts);
}

/** The number in the question; else as many as are given, as if half of the set were known. */
function missingGenes({genes}: ResolvedQuery, {missing}: Question): number {
  return missing ?? genes.length;
}

/** The best tokens but for the prompt and the end token, which have probability 0 and may stand among the last. */
function bestTokens(values: Float64Array, prompt: Int32Array, count: number): Int32Array {
  const open = Float64Array.from(values);
  for (const token of [0, ...prompt]) open[token] = Number.NEGATIVE_INFINITY;
  return topIndices(open, count);
}

function requireSameVocabulary({vocabSize}: Completer, {symbols}: Lookup): void {
  if (vocabSize === symbols.length) return;
  throw new Error(
    `found a model of ${vocabSize} tokens and a vocabulary of ${symbols.length}; expected those of one run. Run the pipeline again.`,
  );
}
