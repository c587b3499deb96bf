// Where a model of cells starts: from nothing, from a GPT-2, or from a model of gene sets.
import {isMark, listWords} from '../../cells/prompts/prompt-words.ts';
import type {GptConfig, GptModel} from '../../engines/contract/engine.ts';
import type {StoredPromptRow} from '../../formats/cells/prompt-table.ts';
import type {Tensors} from '../../formats/safetensors/safetensors.ts';
import {type TokenShard, toShard} from '../../genes/tokens/token-shard.ts';
import {initialEmbeddings} from '../gpt/initial-embeddings.ts';
import type {CellVocabulary} from '../kinds/cell-model.ts';
import type {Decomposer} from '../training/leading-directions.ts';
import {wordTokens} from './prompt-tokens.ts';
import type {TextModel} from './read-gpt2.ts';
import {startAsMean} from './start-as-mean.ts';

export interface CellModelStart {
  config: GptConfig;
  vocabulary: CellVocabulary;
  endToken: number;
  /** Overwrites the engine's random weights with those the start brings. */
  write(model: GptModel, decomposer: Decomposer): void | Promise<void>;
}

/** The shape of a model from scratch. */
export interface ScratchShape
  extends Pick<GptConfig, 'nLayer' | 'nHead' | 'nEmbd' | 'positions' | 'dropout'> {
  blockSize: number;
  /** Root mean square of embeddings that start from an SVD of the training cells; 0 for random ones. */
  embeddingScale: number;
  seed: number;
}

/** A GPT over the words of the training prompts, its embeddings from which words share cells. */
export function startFromScratch(
  rows: readonly StoredPromptRow[],
  shape: ScratchShape,
): CellModelStart {
  const words = wordsOf(rows);
  const {nLayer, nHead, nEmbd, positions, dropout, blockSize, embeddingScale} = shape;
  const config: GptConfig = {
    ...{vocabSize: words.length, blockSize, nLayer, nHead, nEmbd, positions, dropout},
    ...{bias: true, tiedHead: true, activation: 'gelu'},
  };
  return {
    ...{config, vocabulary: {kind: 'words', words}, endToken: 0},
    async write(model, decomposer) {
      if (embeddingScale === 0) return;
      const {tokenEmbedding, finalBias} = await initialEmbeddings(
        cellShard(rows, words),
        decomposer,
        {vocabSize: words.length, nEmbd, scale: embeddingScale, seed: shape.seed},
      );
      model.writeTensor('transformer.wte.weight', tokenEmbedding);
      model.writeTensor('transformer.ln_f.bias', finalBias);
      startAsMean(model, {embeddingScale, prompts: cellPrompts(rows, words, blockSize)});
    },
  };
}

/** A trained GPT over gene sets: its blocks, and its embeddings of the genes both know; other words start at random. */
export interface GeneSetStart {
  config: GptConfig;
  tensors: Tensors;
  /** Symbol of each token of the gene-set model. */
  symbols: readonly string[];
}

/** A model of the gene-set model's shape over the words of the training prompts, and how many genes it knew. */
export function startFromGeneSets(
  rows: readonly StoredPromptRow[],
  {config: trained, tensors, symbols}: GeneSetStart,
  {blockSize, dropout, positions}: Pick<GptConfig, 'blockSize' | 'dropout' | 'positions'>,
): CellModelStart & {knownGenes: number} {
  const words = wordsOf(rows);
  const tokenOf = new Map(symbols.map((symbol, token) => [symbol, token]));
  const config = {...trained, vocabSize: words.length, blockSize, dropout, positions};
  const rowsOf = words.map(word => tokenOf.get(word));
  return {
    ...{config, vocabulary: {kind: 'words', words}, endToken: 0},
    knownGenes: rowsOf.filter(row => row !== undefined).length,
    write(model) {
      for (const {name, shape} of model.tensors()) {
        const source = tensors.get(name);
        // A set has no order: where positions are new, they start by saying nothing.
        if (name.endsWith('wpe.weight')) model.writeTensor(name, new Float32Array(product(shape)));
        else if (shape[0] === words.length && shape.length === 2 && source) {
          model.writeTensor(
            name,
            copyRows(model.readTensor(name), source.values, rowsOf, shape[1]),
          );
        } else if (source) model.writeTensor(name, source.values);
      }
    },
  };
}

/** A GPT-2 with its tokenizer: all of its weights. */
export function startFromGpt2(gpt2: TextModel, dropout: number): CellModelStart {
  const {config, tensors, vocabulary, endToken} = gpt2;
  return {
    ...{config: {...config, dropout}, vocabulary, endToken},
    write(model) {
      for (const [name, {values}] of tensors) model.writeTensor(name, values);
    },
  };
}

function wordsOf(rows: readonly StoredPromptRow[]): string[] {
  const training = rows.filter(({split}) => split === 'training');
  return listWords(training.flatMap(row => [row.promptWords, row.responseWords]));
}

/** Training prompts that ask for a cell's type; all of them where none does. */
function rowsOfCells(rows: readonly StoredPromptRow[]): StoredPromptRow[] {
  const training = rows.filter(({split}) => split === 'training');
  const predicting = training.filter(({task}) => task === 'predict-type');
  return predicting.length > 0 ? predicting : training;
}

/** Their prompts as tokens, those that fit in a row. */
function cellPrompts(
  rows: readonly StoredPromptRow[],
  words: readonly string[],
  blockSize: number,
): Int32Array[] {
  const tokens = wordTokens(words);
  const prompts = rowsOfCells(rows).map(row => tokens.prompt(row));
  return prompts.filter(prompt => prompt !== null && prompt.length <= blockSize) as Int32Array[];
}

/** Each of these cells as a set: its genes and its type. */
function cellShard(rows: readonly StoredPromptRow[], words: readonly string[]): TokenShard {
  const tokenOf = new Map(words.map((word, token) => [word, token]));
  const sets = rowsOfCells(rows).map(({promptWords, responseWords}) => {
    const genes = promptWords.filter(word => !isMark(word));
    return Array.from(new Set([...genes, ...responseWords]), word => tokenOf.get(word)!);
  });
  return toShard(sets, words.length);
}

/** `into` with row i replaced by row `rows[i]` of `from`, where there is one; rows of `width` values. */
function copyRows(
  into: Float32Array,
  from: Float32Array,
  rows: readonly (number | undefined)[],
  width: number,
): Float32Array {
  rows.forEach((row, i) => {
    if (row !== undefined) into.set(from.subarray(row * width, (row + 1) * width), i * width);
  });
  return into;
}

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
