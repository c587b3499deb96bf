// Cells as token sets over a vocabulary of the matrix's genes: what models of gene sets can be trained on.
import {newIds, type TokenShard, toShard} from '../genes/tokens/token-shard.ts';
import {END_SYMBOL, type Vocabulary} from '../genes/tokens/vocabulary.ts';
import {type CellMatrix, cellCount, type GeneLists} from './cell-matrix.ts';
import {rankGenes} from './sentences/rank-genes.ts';

export interface TokenizedCells {
  vocabulary: Vocabulary;
  /** Sets of tokens by split; a set's id is its cell's row in the matrix. */
  training: TokenShard;
  validation: TokenShard;
}

export interface TokenizeOptions {
  /** Genes of each cell, the highest; null for all. */
  topGenes: number | null;
  /** Decides the order of equally expressed genes. */
  seed: number;
}

/**
 * The cells of these rows (each ascending). Gene g of the matrix is token g + 1. Whether genes code for proteins is not
 * in a matrix: `proteinCoding` is 0.
 */
export async function tokenizeCells(
  matrix: CellMatrix,
  rows: {training: readonly number[]; validation: readonly number[]},
  options: TokenizeOptions,
): Promise<TokenizedCells> {
  const vocabSize = matrix.symbols.length + 1;
  const sets = {training: new TokenSets(vocabSize), validation: new TokenSets(vocabSize)};
  const setOf = new Map([
    ...rows.training.map(row => [row, sets.training] as const),
    ...rows.validation.map(row => [row, sets.validation] as const),
  ]);
  for await (const batch of matrix.batches()) {
    const sentences = rankGenes(batch, options);
    for (let i = 0; i < cellCount(sentences); i++) {
      setOf.get(batch.firstCell + i)?.add(sentences, i);
    }
  }
  const training = sets.training.finish();
  const geneSets = new Int32Array(vocabSize);
  geneSets[0] = training.setIds.length;
  for (const token of training.tokens) geneSets[token]++;
  return {
    vocabulary: {
      symbols: [END_SYMBOL, ...matrix.symbols],
      geneSets,
      proteinCoding: new Uint8Array(vocabSize),
    },
    training,
    validation: sets.validation.finish(),
  };
}

class TokenSets {
  readonly #ids: number[] = [];
  readonly #sets: TokenShard['tokens'][] = [];
  readonly #vocabSize: number;

  constructor(vocabSize: number) {
    this.#vocabSize = vocabSize;
  }

  add({firstCell, offsets, genes}: GeneLists, row: number): void {
    this.#ids.push(firstCell + row);
    const tokens = newIds(offsets[row + 1] - offsets[row], this.#vocabSize);
    // Token 0 is the end token.
    for (let i = 0; i < tokens.length; i++) tokens[i] = genes[offsets[row] + i] + 1;
    this.#sets.push(tokens);
  }

  finish(): TokenShard {
    return toShard(this.#sets, this.#vocabSize, this.#ids);
  }
}
