// A small stack with every kind of method that a model file may hold, its weights random.

import {layoutOf} from '../../../shared/engines/contract/rank-network.ts';
import type {SetEncoderConfig, SetLoss} from '../../../shared/engines/contract/set-encoder.ts';
import {listSetEncoderTensors} from '../../../shared/engines/contract/set-encoder-tensors.ts';
import {loadSetEncoderEngine} from '../../../shared/engines/load-set-engine.ts';
import type {Gene} from '../../../shared/genes/symbols/symbol-table.ts';
import {frequentGenes, rowsOfGenes, solveEase} from '../../../shared/models/baselines/ease.ts';
import {geneSetCounts, indexGenes} from '../../../shared/models/baselines/gene-index.ts';
import {genesByWord} from '../../../shared/models/baselines/gene-names.ts';
import {featureCount} from '../../../shared/models/ensembles/network-shape.ts';
import type {CompletionModel} from '../../../shared/models/kinds/completion-model.ts';
import type {StackModel} from '../../../shared/models/kinds/stack.ts';
import type {PackedFrom} from '../../../shared/models/model-file/pack-stack.ts';
import {rowsOf} from '../../../shared/stats/matrix-rows.ts';
import {createRandom, type Random} from '../../../shared/stats/random.ts';
import {tableOf, toyShard, toyVocabulary, VOCAB_SIZE} from '../../stages/toy-corpus.ts';

const LAMBDA = 3;
const SHAPE = {vocabSize: VOCAB_SIZE, nEmbd: 16, nLayer: 2, dropout: 0};

export const training = toyShard(60, 1);

/** Approved genes of the toy vocabulary, each with an alias and ids. */
export const toyGenes: Gene[] = toyVocabulary.symbols.slice(1).map((symbol, i) => ({
  symbol,
  name: `gene number ${i + 1}`,
  locusGroup: 'protein-coding gene',
  previous: [`OLD${i + 1}`],
  aliases: [`Alias-${i + 1}`],
  entrezId: String(1000 + i),
  ensemblId: `ENSG${String(i + 1).padStart(11, '0')}`,
}));

/** The stack and all that is packed with it. */
export async function toyStack(): Promise<PackedFrom> {
  const random = createRandom(5);
  const lookups = [
    {kind: 'nearest-sets', options: {power: 3, idf: true}},
    {kind: 'nearest-sets', options: {power: 1, idf: false}},
    {kind: 'item-item', options: {}},
    {kind: 'co-occurrence', options: {smoothing: 2}},
  ] as const;
  const models = [
    ...lookups.map(lookup => ({...lookup, vocabSize: VOCAB_SIZE, training})),
    await toyEase(),
    encoder({...SHAPE, nHead: 4, pooling: 'attention', tiedHead: true}, 'softmax', random),
    encoder({...SHAPE, nHead: 1, pooling: 'root', tiedHead: false}, 'bce', random),
    encoder({...SHAPE, nHead: 1, pooling: 'gene-score', tiedHead: true}, 'softmax', random),
    toyNames(),
  ] as CompletionModel[];
  return {
    model: stackOf(models, random),
    symbols: toyVocabulary.symbols,
    genes: toyGenes,
    training: tableOf(training),
    levels: 127,
  };
}

function stackOf(models: CompletionModel[], random: Random): StackModel<CompletionModel> {
  const [inputs, hidden] = [featureCount(models.length), 5];
  const {size} = layoutOf(inputs, hidden);
  const weights = Float64Array.from({length: size}, () => Math.fround(random.next() - 0.5));
  return {
    kind: 'stack',
    vocabSize: VOCAB_SIZE,
    depth: 20,
    network: {inputs, hidden, weights},
    calibration: {expected: [0, 0.1, 0.5, 2], observed: [0, 0.05, 0.4, 0.9]},
    members: models.map((model, i) => ({name: `${i + 1}-${model.kind}`, model})),
    training,
  };
}

/** Names whose words no two numbers of genes share: rounding decides between equals that have other words. */
function toyNames(): CompletionModel {
  const {symbols} = toyVocabulary;
  const names = symbols.map(
    (_, token) => `family f${Math.floor(Math.sqrt(token))} class c${token % 3}`,
  );
  return {
    ...{kind: 'gene-names', vocabSize: VOCAB_SIZE, setCount: training.setIds.length},
    geneSets: geneSetCounts(indexGenes(training, VOCAB_SIZE)),
    words: genesByWord(symbols, names),
  };
}

/** EASE of all genes but the rarest three. */
async function toyEase(): Promise<CompletionModel> {
  const index = indexGenes(training, VOCAB_SIZE);
  const genes = frequentGenes(index, VOCAB_SIZE - 4);
  const {engine} = await loadSetEncoderEngine('auto');
  const gram = await engine.gramMatrix(rowsOfGenes(index, genes), genes.length);
  const weights = rowsOf(await solveEase(gram, genes.length, LAMBDA, engine), genes.length);
  const geneSets = geneSetCounts(index);
  return {kind: 'ease', lambda: LAMBDA, setCount: index.setCount, genes, geneSets, weights};
}

function encoder(config: SetEncoderConfig, loss: SetLoss, random: Random): CompletionModel {
  const tensors = new Map(
    listSetEncoderTensors(config).map(({name, shape}) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      const values = Float32Array.from({length}, () => 2 * random.next() - 1);
      return [name, {shape, values}];
    }),
  );
  return {kind: 'set-encoder', loss, config, tensors};
}
