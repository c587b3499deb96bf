// How a GPT of gene sets begins: which words it knows, and weights that say what the training sets say at a glance.
import type {GptModel} from '../../engines/contract/engine.ts';
import {END_TOKEN, type TokenShard} from '../../genes/tokens/token-shard.ts';
import {nameTokenizer, type Vocabulary} from '../../genes/tokens/vocabulary.ts';
import type {WordUse} from '../kinds/knows-words.ts';
import type {Decomposer} from '../training/leading-directions.ts';
import {attendToMean} from './attend-to-mean.ts';
import {addWordEmbeddings, initialEmbeddings} from './initial-embeddings.ts';
import type {Naming} from './name-documents.ts';

interface StartOptions {
  nEmbd: number;
  bias: boolean;
  embeddingScale: number;
  /** Of the mean that attention adds: it then speaks louder than the last gene. 0 leaves attention as it is. */
  meanGain: number;
  seed: number;
}

/** What the model needs to read and write names; undefined where it shall not, or where none are known. */
export function namingOf(
  vocabulary: Vocabulary,
  {namedShare, nameRows}: {namedShare: number; nameRows: number},
): Naming | undefined {
  const {symbols, geneNames} = vocabulary;
  if (!geneNames || (namedShare === 0 && nameRows === 0)) return undefined;
  const names = geneNames.map(nameTokenizer(vocabulary));
  return {nameToken: symbols.length, endToken: END_TOKEN, geneNames: names};
}

/** The one use of words that such a training teaches; undefined where it teaches both. */
export function onlyUseOfWords(params: {
  namedShare: number;
  nameRows: number;
}): WordUse | undefined {
  if (params.nameRows === 0) return 'read';
  return params.namedShare === 0 ? 'written' : undefined;
}

/** Writes embeddings from an SVD of the training sets and their names, and attention that begins as a mean. */
export async function startFromSets(
  model: GptModel,
  {training, naming}: {training: TokenShard; naming: Naming | undefined},
  decomposer: Decomposer,
  {nEmbd, bias, embeddingScale: scale, meanGain, seed}: StartOptions,
): Promise<void> {
  const tokens = model.config.vocabSize;
  const {tokenEmbedding, finalBias} = await initialEmbeddings(training, decomposer, {
    ...{vocabSize: naming?.nameToken ?? tokens, nEmbd, scale, seed},
  });
  const embedding = naming
    ? addWordEmbeddings(tokenEmbedding, {training, naming}, {tokens, nEmbd, scale})
    : tokenEmbedding;
  model.writeTensor('transformer.wte.weight', embedding);
  if (bias) model.writeTensor('transformer.ln_f.bias', finalBias);
  if (meanGain > 0) attendToMean(model, meanGain);
}
