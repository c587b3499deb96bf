// Prompts and responses as documents of tokens, with the genes of a prompt thinned out anew every epoch.
import {isMark} from '../../cells/prompts/prompt-words.ts';
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import {countValues} from '../../stats/group-by.ts';
import type {Random} from '../../stats/random.ts';
import type {PromptDocument} from '../gpt/pack-prompts.ts';
import type {PromptTokens} from './prompt-tokens.ts';

export interface DocumentOptions {
  /** Weight of a response's tokens by task; 1 where not named. */
  taskWeights: Readonly<Record<string, number>>;
  /** From 0, where cells of a type are written as often as there are such cells, to 1, each type equally often. */
  evenTypes: number;
  /** Positions of a row: longer documents are left out. */
  blockSize: number;
}

/** A document, and how often an epoch has it on average. */
export interface RepeatedDocument extends PromptDocument {
  copies: number;
}

export interface PromptDocuments {
  documents: RepeatedDocument[];
  /** Rows without words or with an unknown response, and rows that are too long. */
  wordless: number;
  tooLong: number;
}

/** Documents of all rows that the vocabulary can ask and answer. */
export function toDocuments(
  rows: readonly StoredPromptRow[],
  tokens: PromptTokens,
  {taskWeights, evenTypes, blockSize}: DocumentOptions,
): PromptDocuments {
  const documents: RepeatedDocument[] = [];
  const copies = copiesOfTypes(rows, evenTypes);
  let [wordless, tooLong] = [0, 0];
  for (const row of rows) {
    const document = toDocument(row, tokens, taskWeights[row.task] ?? 1);
    if (!document) wordless++;
    else if (document.tokens.length - 1 > blockSize) tooLong++;
    else if (document.weight > 0) documents.push({...document, copies: copies(row)});
  }
  return {documents, wordless, tooLong};
}

/** Copies of the cells of a type that are written: as its share of them to the power of −`evenTypes`, 1 on average. */
function copiesOfTypes(
  rows: readonly StoredPromptRow[],
  evenTypes: number,
): (row: StoredPromptRow) => number {
  const written = rows.filter(({task}) => task === 'generate-of-type');
  const counts = countValues(written.map(({type}) => type));
  const sum = [...counts.values()].reduce((sum, count) => sum + count ** (1 - evenTypes), 0);
  return ({task, type}) =>
    task === 'generate-of-type' ? (counts.get(type)! ** -evenTypes * written.length) / sum : 1;
}

/** The documents of one epoch, each as often as its copies say; what is left of a whole number is drawn. */
export function repeatDocuments(
  documents: readonly RepeatedDocument[],
  random: Random,
): PromptDocument[] {
  return documents.flatMap(document => {
    const {copies} = document;
    return Array(Math.floor(copies + random.next())).fill(document);
  });
}

function toDocument(
  row: StoredPromptRow,
  tokens: PromptTokens,
  weight: number,
): PromptDocument | null {
  const prompt = tokens.prompt(row);
  const response = tokens.response(row);
  if (!prompt || response.length === 0) return null;
  const joined = Int32Array.from([...prompt, ...response, ...endOf(row, tokens)]);
  return {tokens: joined, promptLength: prompt.length, weight};
}

/**
 * A type or tissue that is one word ends by itself. To learn that there it has to end teaches nothing, and is in the way:
 * after the answer a model sees the cell that it saw before.
 */
function endOf({responseWords: [first]}: StoredPromptRow, tokens: PromptTokens): number[] {
  return tokens.kind === 'words' && isMark(first) ? [] : [tokens.endToken];
}

/**
 * The documents with each gene of a prompt left out at a rate drawn evenly from 0 to `highest` for each document, so
 * that no gene is leant on alone. Marks and responses stay.
 */
export function thinPrompts(
  documents: readonly PromptDocument[],
  words: readonly string[],
  highest: number,
  random: Random,
): PromptDocument[] {
  const marks = words.map(isMark);
  return documents.map(document => {
    const {tokens, promptLength} = document;
    const rate = highest * random.next();
    const stays = (token: number, at: number) =>
      at >= promptLength || marks[token] || random.next() >= rate;
    const kept = tokens.filter(stays);
    return {...document, tokens: kept, promptLength: promptLength - (tokens.length - kept.length)};
  });
}
