// What the training of a GPT on prompts with responses is: batches of an epoch, the loss on responses.
import type {Batch, GptModel, Objective} from '../../engines/contract/engine.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import type {TrainingTask} from '../training/training-loop.ts';
import {type PromptDocument, packPrompts} from './pack-prompts.ts';
import {meanLoss} from './train.ts';

export interface PromptTrainingData {
  /** The training documents with what changes from epoch to epoch, drawn from `random`. */
  training: (random: Random) => PromptDocument[];
  validation: readonly PromptDocument[];
}

interface PromptTrainingOptions {
  batchSize: number;
  /** Positions of a response that the training loss looks at, 0 for all; the validation loss looks at all. */
  lossPositions: number;
  /** `next-new-gene` where a response names nothing twice, `next-gene` for text. */
  objective: Extract<Objective, 'next-gene' | 'next-new-gene'>;
  seed: number;
}

/** The training of `model` on prompts. */
export function promptTask(
  model: GptModel,
  {training, validation}: PromptTrainingData,
  options: PromptTrainingOptions,
): TrainingTask<Batch> {
  const {batchSize, objective, seed} = options;
  return {
    // Epoch 0 is the validation order, so that training starts at 1.
    openEpoch: epoch => openEpoch(training, options, epoch + 1),
    update: (batches, optimizer) => model.trainStep(batches, objective, optimizer),
    countTokens: ({weights}) => weights!.reduce((sum, weight) => sum + Number(weight > 0), 0),
    evaluate: async onPart => ({
      validationLoss: await meanLoss(
        model,
        packPrompts(validation, batchSize, createRandom(seed, 0)),
        objective,
        onPart,
      ),
    }),
  };
}

function* openEpoch(
  draw: PromptTrainingData['training'],
  {batchSize, lossPositions, seed}: PromptTrainingOptions,
  epoch: number,
): Generator<Batch> {
  const random = createRandom(seed, epoch);
  for (const batch of packPrompts(draw(random), batchSize, random)) {
    yield lossPositions === 0 ? batch : sparseLoss(batch, lossPositions, random);
  }
}

/** Looks at `wanted` positions of each longer response, evenly spread from a random start, at the same total weight. */
function sparseLoss(batch: Batch, wanted: number, random: Random): Batch {
  const {B, T, weights: all} = batch;
  const weights = Float32Array.from(all!);
  for (let b = 0; b < B; b++) {
    const row = weights.subarray(b * T, (b + 1) * T);
    const first = row.findIndex(weight => weight > 0);
    const count = row.reduce((sum, weight) => sum + Number(weight > 0), 0);
    if (count <= wanted) continue;
    const kept = row[first] * (count / wanted);
    row.fill(0);
    const start = random.next();
    for (let i = 0; i < wanted; i++) row[first + Math.floor(((i + start) * count) / wanted)] = kept;
  }
  return {...batch, weights};
}
