// The words of genes' names, and how many training sets hold each gene, for genes that share no word with a prompt.
import {join} from 'node:path';
import {z} from 'zod';
import {checkIndices} from '../../formats/check-index.ts';
import {extent} from '../../formats/hugging-face/gpt2-folder.ts';
import {readShaped, writeSafetensors} from '../../formats/safetensors/safetensors.ts';
import {tokenShard} from '../../formats/token-shard.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
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
const GENE_SETS = 'gene_sets';

const wordsPath = (folder: string) => join(folder, 'words.arrow');
const countsPath = (folder: string) => join(folder, 'model.safetensors');

export const geneNamesKind = modelKind<GeneNamesModel, typeof settings>({
  settings,
  pickSettings: ({kind, vocabSize, setCount}) => ({kind, vocabSize, setCount}),
  async readData(folder, found) {
    const words = await tokenShard.read(wordsPath(folder));
    checkIndices(wordsPath(folder), 'tokens', words.tokens, found.vocabSize, 1);
    const shape = [found.vocabSize];
    const tensors = await readShaped(countsPath(folder), [{name: GENE_SETS, shape}]);
    return {...found, words, geneSets: tensors.get(GENE_SETS)!.values};
  },
  async writeData(folder, {words, geneSets}) {
    await tokenShard.write(wordsPath(folder), words);
    await writeSafetensors(
      countsPath(folder),
      new Map([[GENE_SETS, {shape: [geneSets.length], values: geneSets}]]),
    );
  },
  async count(folder, {setCount}) {
    return {sets: setCount, words: (await tokenShard.read(wordsPath(folder))).setIds.length};
  },
});
