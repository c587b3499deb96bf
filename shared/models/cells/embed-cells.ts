// Embeds cells by a model of cells: final hidden states of the prompt that asks for a cell's type. What a cell gets
// depends on its own genes alone, not on the cells beside it, their order, or the genes of others.
import {type CellBatch, cellCount} from '../../cells/cell-matrix.ts';
import type {Embedder} from '../../cells/embeddings/embed-matrix.ts';
import {ANSWER_WORD} from '../../cells/prompts/prompt-words.ts';
import {rankGenes} from '../../cells/sentences/rank-genes.ts';
import type {EngineChoice} from '../../engines/load.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import type {CellModel} from '../kinds/cell-model.ts';
import type {TypeQuestion} from './ask-types.ts';
import {type OpenedCellModel, openCellModel} from './open-cell-model.ts';
import type {PromptTokens} from './prompt-tokens.ts';

/**
 * Which hidden states become one vector: that of the prompt's last token, where the model would answer; the mean over the
 * cell's genes; or the mean over the whole prompt.
 */
export const CELL_POOLINGS = ['answer', 'genes', 'prompt'] as const;
export type CellPooling = (typeof CELL_POOLINGS)[number];

/** The one of highest purity and silhouette on validation cells of pbmc3k: bench/embeddings.ts compares them. */
export const CELL_POOLING: CellPooling = 'answer';

interface PoolingOptions {
  pooling: CellPooling;
  /** Decides the order of equally expressed genes, one order for all cells. */
  seed: number;
}

export interface EmbedOptions extends PoolingOptions {
  engine: EngineChoice;
  /** Blocks that cells pass through, the final layer norm after them; null for all. */
  blocks: number | null;
}

export interface CellEmbedder extends Embedder {
  embed(batch: CellBatch, onProgress?: (cells: number) => void): Promise<Float32Array>;
}

/** Prompts embedded at once. */
const BATCH = 64;

/** Opens the model for cells over the genes `symbols`. Fails for a model of text, whose prompts differ in wording. */
export async function openCellEmbedder(
  stored: CellModel,
  question: TypeQuestion,
  symbols: readonly string[],
  {engine, pooling, blocks, seed}: EmbedOptions,
): Promise<CellEmbedder & {description: string; dispose(): void}> {
  if (stored.vocabulary.kind !== 'words') {
    throw new Error(
      'The model of cells reads text; expected one with a token for each gene. Connect a model that fine-tune made from scratch or from a model of gene sets.',
    );
  }
  const opened = await openCellModel(keepBlocks(stored, blocks), engine);
  return {
    ...(await embedWith(opened, question, symbols, {pooling, seed})),
    description: opened.description,
    dispose: () => opened.model.dispose(),
  };
}

/** An embedder that shares a model of words with who opened it. */
export async function embedWith(
  opened: OpenedCellModel,
  question: TypeQuestion,
  symbols: readonly string[],
  {pooling, seed}: PoolingOptions,
): Promise<CellEmbedder> {
  const parts = promptParts(question, opened.tokens);
  const tokenOf = tokensOfGenes(symbols, opened.tokens);
  const pool = await openPooling(opened, parts, pooling);
  const C = opened.model.config.nEmbd;
  return {
    dimensions: C,
    async embed(batch, onProgress) {
      const sentences = rankTokens(batch, tokenOf, question.genes, seed);
      const embedded = new Float32Array(sentences.length * C);
      let row = 0;
      for (const part of batchesOf(sentences, BATCH)) {
        embedded.set(await pool(part), row * C);
        row += part.length;
        onProgress?.(row);
      }
      return embedded;
    },
  };
}

/** The model with its first blocks alone: what follows them is the final layer norm. */
function keepBlocks(stored: CellModel, blocks: number | null): CellModel {
  const {config, tensors} = stored;
  if (blocks === null) return stored;
  if (blocks > config.nLayer) {
    throw new Error(
      `The model of cells has ${config.nLayer} blocks; expected ${blocks} or more. Set blocks to ${config.nLayer} or less.`,
    );
  }
  const isKept = (name: string) => {
    const block = /^transformer\.h\.(\d+)\./.exec(name);
    return !block || Number(block[1]) < blocks;
  };
  return {
    ...stored,
    config: {...config, nLayer: blocks},
    tensors: new Map([...tensors].filter(([name]) => isKept(name))),
  };
}

interface PromptParts {
  /** Tokens before a cell's genes. */
  opening: Int32Array;
  /** The token after them. */
  answer: Int32Array;
}

function promptParts({marks}: TypeQuestion, tokens: PromptTokens): PromptParts {
  const prompt = (promptWords: string[]) =>
    tokens.prompt({prompt: '', response: '', promptWords, responseWords: []})!;
  const opening = prompt(marks);
  return {opening, answer: prompt([...marks, ANSWER_WORD]).subarray(opening.length)};
}

/** The model's token of each gene, −1 for none. Shape (genes). */
function tokensOfGenes(symbols: readonly string[], tokens: PromptTokens): Int32Array {
  const text = {prompt: '', response: '', promptWords: []};
  return Int32Array.from(
    symbols,
    symbol => tokens.response({...text, responseWords: [symbol]})[0] ?? -1,
  );
}

/**
 * The genes of each cell as tokens, highest first. Equal ones are in one order for all cells, and an order of tokens, not of
 * the matrix's columns, so that neither a cell's number nor the genes of other cells decide it.
 */
export function rankTokens(
  batch: CellBatch,
  tokenOf: Int32Array,
  topGenes: number,
  seed: number,
): Int32Array[] {
  return Array.from({length: cellCount(batch)}, (_, row) => {
    const places: number[] = [];
    for (let i = batch.offsets[row]; i < batch.offsets[row + 1]; i++) {
      if (tokenOf[batch.genes[i]] >= 0) places.push(i);
    }
    const cell = {
      firstCell: 0,
      offsets: Int32Array.of(0, places.length),
      genes: Uint32Array.from(places, i => tokenOf[batch.genes[i]]),
      values: Float32Array.from(places, i => batch.values[i]),
    };
    return Int32Array.from(rankGenes(cell, {topGenes, seed}).genes);
  });
}

/** What turns sentences of tokens into vectors. */
async function openPooling(
  {model}: OpenedCellModel,
  {opening, answer}: PromptParts,
  pooling: CellPooling,
): Promise<(sentences: readonly Int32Array[]) => Promise<Float32Array>> {
  const asked = (sentences: readonly Int32Array[]) =>
    sentences.map(genes => Int32Array.of(...opening, ...genes, ...answer));
  if (pooling === 'answer') return sentences => model.embed(asked(sentences), 'last');
  if (pooling === 'prompt') return sentences => model.embed(asked(sentences), 'mean');
  // A token sees only what is before it, so the opening has the same states before any cell.
  const before = await model.embed([opening], 'mean');
  return async sentences => {
    const prompts = sentences.map(genes => Int32Array.of(...opening, ...genes));
    return withoutOpening(await model.embed(prompts, 'mean'), before, opening.length, sentences);
  };
}

/** From means over opening and genes to means over genes; 0 for a cell without any. */
function withoutOpening(
  means: Float32Array,
  before: Float32Array,
  opening: number,
  sentences: readonly Int32Array[],
): Float32Array {
  const C = before.length;
  sentences.forEach(({length: genes}, row) => {
    for (let c = 0; c < C; c++) {
      const at = row * C + c;
      const sum = (opening + genes) * means[at] - opening * before[c];
      means[at] = genes === 0 ? 0 : sum / genes;
    }
  });
  return means;
}
