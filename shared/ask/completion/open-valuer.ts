// What says how likely each gene is: a model by genes, names of known sets by words, and a GPT that reads both.
import type {Support} from '../../../run/geneglot.mjs';
import {supportByName} from '../../answers/complete-about.ts';
import {QuestionError} from '../../answers/question-error.ts';
import {
  NAMES_SHARE,
  openWordReader,
  type WordReader,
  weighByWords,
} from '../../answers/word-reader.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {nameTokenizer} from '../../genes/tokens/vocabulary.ts';
import type {Completer} from '../../models/completers/completer.ts';
import {openCompleter} from '../../models/completers/open-completer.ts';
import type {CompletionModel} from '../../models/kinds/completion-model.ts';
import {knowsWords} from '../../models/kinds/knows-words.ts';
import type {NamedSets} from '../../scores/enrichment/tested-sets.ts';
import type {Answer} from './answer.ts';
import {type Lookup, titleFinder} from './name-index.ts';
import type {TrainedQuestion} from './question.ts';
import {type Phrase, readPhrase, wordAmong} from './read-phrase.ts';

type Rows = Float64Array[];

export interface Valuer extends Pick<Answer, 'measure' | 'kind' | 'calibrated'> {
  description: string;
  about?: Phrase;
  /** For each gene that words alone name, sets that do so. */
  supportOf?(genes: Int32Array, count: number): Support[][];
  /** One row of shape (V) a prompt. */
  valuesOf(prompts: Int32Array[]): Promise<Rows>;
  /** Chance of a gene by the hits that its value promises, where that is known. */
  chanceOf?(hits: number): number;
  dispose(): void;
}

interface Given {
  question: TrainedQuestion;
  lookup: Lookup;
  training: TokenShard;
  /** No set has a gene. */
  alone: boolean;
}

/** Fails where no word is known; the caller disposes of it. */
export async function openValuer(model: CompletionModel, given: Given): Promise<Valuer> {
  const {question, lookup, alone} = given;
  if (question.about === undefined) return valueByGenes(model, given);
  const readsWords = model.kind === 'gpt' && knowsWords('read', model);
  if (question.isNamed && readsWords) return readByGpt(model, given);
  const sets = nameSets(given);
  const reader = openWordReader(sets);
  const inVocabulary = wordAmong(lookup.words);
  const isKnown = (word: string) =>
    reader.knows(word) || (alone && readsWords && inVocabulary(word));
  const about = readPhrase(question.about, isKnown);
  const words = {about, sets, reader, match: reader.match(about.words)};
  return alone ? valueByWords(model, given, words) : valueByBoth(model, given, words);
}

interface Words {
  about: Phrase;
  sets: NamedSets;
  reader: WordReader;
  /** How well the name of each set matches the words. Shape (S). */
  match: Float64Array;
}

/** The training sets with their names; a copy, which no answer without words needs. */
function nameSets({lookup, training: {offsets, tokens, setIds}}: Given): NamedSets {
  const genes = Int32Array.from(tokens);
  const titles = Array.from(setIds, titleFinder(lookup));
  return {symbols: lookup.symbols, offsets, genes, titles};
}

async function valueByGenes(model: CompletionModel, given: Given): Promise<Valuer> {
  const completer = await open(model, given);
  const {chanceOf, probabilities} = completer;
  return {
    ...describe(model, completer),
    measure: probabilities ? 'probability' : 'score',
    valuesOf: probabilities ?? completer.rank,
    calibrated: chanceOf !== undefined,
    ...(chanceOf && {chanceOf}),
  };
}

/** A GPT alone, which was asked for by its name. */
async function readByGpt(model: CompletionModel, given: Given): Promise<Valuer> {
  const {question, lookup} = given;
  const about = readPhrase(question.about!, wordAmong(lookup.words));
  const completer = await open(model, given);
  const tokens = nameTokenizer(lookup)(question.about!);
  return {
    ...describe(model, completer),
    ...{measure: 'probability', calibrated: false, about},
    valuesOf: prompts => completer.probabilitiesAbout!(prompts, tokens),
  };
}

/** Probabilities by genes, as names of known sets change them; their chances come true as often as without words. */
async function valueByBoth(
  model: CompletionModel,
  given: Given,
  {about, match, reader}: Words,
): Promise<Valuer> {
  const valuer = await valueByGenes(model, given);
  if (valuer.measure !== 'probability') {
    valuer.dispose();
    throw new QuestionError(
      `--about: found a model without probabilities (${valuer.description}), expected one with them\n    Leave --model out, or name another stage.`,
    );
  }
  return {
    ...{...valuer, about},
    valuesOf: async prompts =>
      (await valuer.valuesOf(prompts)).map((row, i) =>
        weighByWords(row, reader.factorsOf(match, prompts[i])),
      ),
  };
}

/** Names of known sets, and the GPT where it knows one of the words. */
async function valueByWords(
  model: CompletionModel,
  given: Given,
  {about, sets, match, reader}: Words,
): Promise<Valuer> {
  const shares = reader.sharesOf(match);
  const supportOf: Valuer['supportOf'] = (genes, count) => supportByName(sets, match, genes, count);
  const common = {about, supportOf, measure: 'probability', calibrated: false} as const;
  const tokens = nameTokenizer(given.lookup)(given.question.about!);
  if (!(model.kind === 'gpt' && knowsWords('read', model)) || tokens.length === 0) {
    const description = 'names of training sets';
    const valuesOf = async (prompts: Int32Array[]) => prompts.map(() => shares);
    return {...common, kind: 'names of sets', description, valuesOf, dispose: () => undefined};
  }
  const completer = await open(model, given);
  // Where no name holds a word, the GPT alone says something.
  const share = match.some(value => value > 0) ? NAMES_SHARE : 0;
  return {
    ...{...describe(model, completer), ...common},
    kind: `names of sets and ${model.kind}`,
    valuesOf: async prompts =>
      (await completer.probabilitiesAbout!(prompts, tokens)).map(row =>
        row.map((p, gene) => (1 - share) * p + share * shares[gene]),
      ),
  };
}

function describe({kind}: CompletionModel, completer: Completer) {
  return {kind, description: completer.description, dispose: () => completer.dispose()};
}

async function open(model: CompletionModel, {lookup}: Given): Promise<Completer> {
  const completer = await openCompleter(model, {engine: 'auto'});
  const {vocabSize} = completer;
  if (vocabSize === lookup.symbols.length) return completer;
  completer.dispose();
  throw new Error(
    `found a model of ${vocabSize} tokens and a vocabulary of ${lookup.symbols.length}; expected those of one run. Run the pipeline again.`,
  );
}
