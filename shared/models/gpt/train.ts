// What the training of a GPT on gene sets is: the batches of each update, its loss, and how well it completes validation
// sets. Beside completing sets, it may learn to read their names and to write them.
import type {Batch, GptModel, Objective} from '../../engines/contract/engine.ts';
import type {MaskedSet} from '../../genes/tokens/mask-shard.ts';
import {END_TOKEN, type TokenShard} from '../../genes/tokens/token-shard.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import {recallAt} from '../../stats/ranking-scores.ts';
import {hiddenRanks, maskValidation} from '../training/hidden-ranks.ts';
import type {KeepBy} from '../training/recipe-params.ts';
import type {OnPart, TrainingTask} from '../training/training-loop.ts';
import {scoreGenes} from './complete.ts';
import type {Document, Shares} from './documents.ts';
import {
  genesWithNames,
  type Naming,
  nameDocuments,
  namedGeneDocument,
  nameOf,
} from './name-documents.ts';
import {type PackingOptions, packDocuments, packEpoch, setDocuments} from './packing.ts';

interface GptTrainingOptions {
  objective: Objective;
  batchSize: number;
  blockSize: number;
  /** Positions of a set that the loss looks at, 0 for all. */
  lossPositions: number;
  /** Share of the positions of a set without a name that the loss skips. */
  lossFrom: number;
  /** Shares of its genes that a training set shows. */
  shownShares: Shares;
  /** Share of training sets whose name comes before their genes. */
  namedShare: number;
  /** Rows of a batch in which names are written, beside those of gene sets; 0 for none. */
  nameRows: number;
  keepBy: KeepBy;
  seed: number;
}

interface GptData {
  training: TokenShard;
  validation: TokenShard;
  /** Absent where the model knows no words. */
  naming?: Naming;
}

/** What one update looks at: gene sets, and genes with names to be written. */
export interface GptBatch {
  parts: Batch[];
  objectives: Objective[];
}

/** Prompts scored in one call; bounds memory to this many rows of V scores. */
const SCORED_AT_ONCE = 64;
/** Genes that are read from their names, for each gene set. */
const NAMED_GENES = 0.5;
const NAMED_GENE_STREAM = 0x6e;

/** The training of `model` on gene sets; where recall chooses the weights, the criterion is its negative. */
export function gptTask(
  model: GptModel,
  {training, validation, naming}: GptData,
  options: GptTrainingOptions,
): TrainingTask<GptBatch> {
  if (training.setIds.length === 0) throw new Error('there are no training sets');
  const {batchSize, blockSize, lossPositions, lossFrom, shownShares, seed, namedShare, keepBy} =
    options;
  // Only remaining-genes can ask for genes that are not shown.
  const isWhole = options.objective !== 'remaining-genes';
  const packing = {
    ...{batchSize, blockSize, lossPositions, lossFrom, seed, endToken: END_TOKEN},
    ...(!isWhole && {shownShares}),
  };
  const masked = maskValidation(validation, seed);
  const before = (row: number, random: Random) =>
    naming && random.next() < namedShare ? nameOf(training, row, naming, blockSize) : [];
  return {
    // Epoch 0 of the packing is the validation order, so that training starts at 1.
    openEpoch: epoch =>
      openEpoch(
        {training, ...(naming && {naming})},
        {...packing, before, epoch: epoch + 1},
        options,
      ),
    update: (batches, optimizer) =>
      model.trainStep(
        batches.flatMap(({parts}) => parts),
        batches.flatMap(({objectives}) => objectives),
        optimizer,
      ),
    countTokens: ({parts}) =>
      parts.reduce((sum, {targets}) => sum + targets.filter(target => target >= 0).length, 0),
    async evaluate(onPart) {
      const batches = packEpoch(validation, {...packing, epoch: 0});
      const validationLoss = await meanLoss(model, batches, options.objective, onPart);
      const recall = await meanRecall(model, training.vocabSize ?? model.config.vocabSize, masked);
      const note = `validation loss ${validationLoss.toFixed(4)}, recall@50 ${recall.toFixed(4)}`;
      return {validationLoss, criterion: keepBy === 'recall' ? -recall : validationLoss, note};
    },
  };
}

function* openEpoch(
  {training, naming}: Pick<GptData, 'training' | 'naming'>,
  packing: PackingOptions,
  {objective, nameRows, seed}: GptTrainingOptions,
): Generator<GptBatch> {
  const {blockSize, epoch} = packing;
  const documents = naming
    ? withNamedGenes(
        setDocuments(training, packing),
        naming,
        blockSize,
        createRandom(seed, epoch, NAMED_GENE_STREAM),
      )
    : setDocuments(training, packing);
  const written =
    naming && nameRows > 0
      ? packDocuments(nameDocuments(training, naming, {blockSize, seed, epoch}), {
          ...packing,
          batchSize: nameRows,
        })
      : undefined;
  for (const genes of packDocuments(documents, packing)) {
    const names: Batch | undefined = written?.next().value;
    yield names
      ? {parts: [genes, names], objectives: [objective, 'next-word']}
      : {parts: [genes], objectives: [objective]};
  }
}

/** Documents of sets, and between them of genes that follow their names. */
function* withNamedGenes(
  documents: Iterable<Document>,
  naming: Naming,
  blockSize: number,
  random: Random,
): Generator<Document> {
  const named = genesWithNames(naming, blockSize);
  for (const document of documents) {
    yield document;
    if (named.length > 0 && random.next() < NAMED_GENES) {
      yield namedGeneDocument(naming, named, random);
    }
  }
}

/** Mean share of the hidden genes among the first 50 of the `genes` tokens of genes. */
async function meanRecall(
  model: GptModel,
  genes: number,
  masked: readonly MaskedSet[],
): Promise<number> {
  let sum = 0;
  for (const part of batchesOf(masked, SCORED_AT_ONCE)) {
    const scores = await scoreGenes(
      model,
      part.map(({promptGenes}) => promptGenes),
    );
    for (const ranks of hiddenRanks(part, scores, genes)) sum += recallAt(ranks, 50);
  }
  return sum / masked.length;
}

/** Mean loss in nats over all positions with weight. */
export async function meanLoss(
  model: GptModel,
  batches: Iterable<Batch>,
  objective: Objective,
  onPart: OnPart,
): Promise<number> {
  let [lossSum, weightSum] = [0, 0];
  const all = [...batches];
  for (const [i, batch] of all.entries()) {
    const result = await model.evaluate(batch, objective);
    lossSum += result.lossSum;
    weightSum += result.weightSum;
    onPart(i + 1, all.length);
  }
  return lossSum / weightSum;
}
