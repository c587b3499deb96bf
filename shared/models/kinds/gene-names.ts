// The words of genes' names, and how many training sets hold each gene, for genes that share no word with a prompt.
import {join} from 'node:path';
import {z} from 'zod';
import {checkIndices} from '../../formats/check-index.ts';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import {tokenShard} from '../../formats/token-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {readGeneSets, writeGeneSets} from './gene-sets-file.ts';
import {modelKind} from './model-kind.ts';

export interface GeneNamesModel {
  kind: 'gene-names';
  vocabSize: number;
  /** S, number of training sets. */
  setCount: number;
  /** Training sets that hold each token; whole numbers, exact up to 2^24. Shape (V). */
  geneSets: Float32Array;
  /** For each word the tokens of the genes whose names have it. */
  words: TokenShard;
}

const settings = z.strictObject({
  kind: z.literal('gene-names'),
  vocabSize: extent,
  setCount: z.int(),
});

const wordsPath = (folder: string) => join(folder, 'words.arrow');

export const geneNamesKind = modelKind<GeneNamesModel, typeof settings>({
  settings,
  pickSettings: ({kind, vocabSize, setCount}) => ({kind, vocabSize, setCount}),
  async readData(folder, found) {
    const words = await tokenShard.read(wordsPath(folder));
    checkIndices(wordsPath(folder), 'tokens', words.tokens, found.vocabSize, 1);
    return {...found, words, geneSets: await readGeneSets(folder, found.vocabSize)};
  },
  async writeData(folder, {words, geneSets}) {
    await tokenShard.write(wordsPath(folder), words);
    await writeGeneSets(folder, geneSets);
  },
  async count(folder, {setCount}) {
    return {sets: setCount, words: (await tokenShard.read(wordsPath(folder))).setIds.length};
  },
});
