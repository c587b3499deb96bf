// The parameters of every training: batches, updates by AdamW, when to look at the validation sets, when to stop.
import {z} from 'zod';
import {engineParam} from '../../engines/engine-params.ts';
import {PRECISIONS} from '../../engines/native.ts';
import {inGroup} from './param-groups.ts';

const count = () => z.int().positive();
const wholeNumber = () => z.int().nonnegative();
const decay = () => z.number().min(0).lt(1);

/** What a stage chooses for itself. */
interface RecipeDefaults {
  batchSize: number;
  maxSteps: number;
  warmupSteps: number;
  learningRate: number;
  minLearningRate: number;
  gradientClip: number;
  evaluateEvery: number;
  patience: number;
  checkpointEvery: number;
}

/** Parameters with a stage's defaults; `batch` says what a batch is made of. */
export function recipeParams(defaults: RecipeDefaults, batch: string) {
  return {
    batchSize: count().default(defaults.batchSize).describe(`${batch} of a batch`),
    maxSteps: count().default(defaults.maxSteps).describe('updates at most'),
    learningRate: z
      .number()
      .positive()
      .default(defaults.learningRate)
      .describe('highest learning rate'),
    ...inGroup('recipe', updateParams(defaults)),
    ...inGroup('run', runParams(defaults)),
  };
}

/** What a training loop needs of the parameters. */
export interface Recipe
  extends Omit<
    z.output<z.ZodObject<ReturnType<typeof recipeParams>>>,
    'batchSize' | 'seed' | 'precision' | 'engine'
  > {
  /** Batches whose gradients make one update; one where absent. */
  gradientAccumulation?: number;
}

/** What chooses the weights to keep: the recall among the first 50 at 20 % visible, or the loss on the validation sets. */
const KEEP_BY = ['recall', 'loss'] as const;
export type KeepBy = (typeof KEEP_BY)[number];

/** For models that complete gene sets. */
export const keepByParam = inGroup('run', {
  keepBy: z
    .enum(KEEP_BY)
    .default('recall')
    .describe(
      'which weights are kept and when training stops: by recall of the first 50 genes at 20 % visible, or by the loss',
    ),
});

/** For models of which a batch may be too large for the memory, or holds one task of several. */
export const accumulationParam = (batches: number) =>
  inGroup('recipe', {
    gradientAccumulation: count().default(batches).describe('batches of one update'),
  });

function updateParams(defaults: RecipeDefaults) {
  return {
    warmupSteps: wholeNumber()
      .default(defaults.warmupSteps)
      .describe('updates over which the learning rate rises'),
    minLearningRate: z
      .number()
      .nonnegative()
      .default(defaults.minLearningRate)
      .describe('learning rate at the end of the cosine'),
    weightDecay: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe("AdamW's decoupled weight decay on matrices and embeddings"),
    beta1: decay().default(0.9).describe("AdamW's decay of the first moment"),
    beta2: decay().default(0.95).describe("AdamW's decay of the second moment"),
    gradientClip: z
      .number()
      .nonnegative()
      .default(defaults.gradientClip)
      .describe('largest global norm of the gradient; 0 for no limit'),
  };
}

function runParams(defaults: RecipeDefaults) {
  return {
    evaluateEvery: count()
      .default(defaults.evaluateEvery)
      .describe('updates between two evaluations of the validation loss'),
    patience: wholeNumber()
      .default(defaults.patience)
      .describe('evaluations without improvement before training stops early; 0 for never'),
    checkpointEvery: count()
      .default(defaults.checkpointEvery)
      .describe('updates between two checkpoints'),
    seed: wholeNumber().default(1).describe('seed of initial weights, data order and dropout'),
    precision: z
      .enum(PRECISIONS)
      .default('f32')
      .describe(
        'arithmetic of matrix products; bf16 is about twice as fast on processors with AVX512-BF16, and other numbers than f32; auto takes it where it is',
      ),
    engine: engineParam,
  };
}
