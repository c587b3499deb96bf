// The parameters of every stage that trains a set encoder; the stages differ in their defaults.
import {z} from 'zod';
import {POOLINGS} from '../../engines/contract/set-encoder.ts';
import {VISIBLE_IN_LOSS} from '../set-encoder/draw-batches.ts';
import {KEEP_BY} from '../set-encoder/train.ts';

const count = () => z.int().positive();
const share = () => z.number().min(0).max(1);

/** What a stage chooses for itself. */
export interface SetTrainingDefaults {
  pooling: (typeof POOLINGS)[number];
  nHead: number;
  nLayer: number;
  nEmbd: number;
  tiedHead: boolean;
  dropout: number;
  visibleInLoss: (typeof VISIBLE_IN_LOSS)[number];
  minVisibleShare: number;
  maxVisibleShare: number;
  batchSize: number;
  maxSteps: number;
  learningRate: number;
  weightDecay: number;
  gradientClip: number;
}

/** Parameters with a stage's defaults. */
export function setTrainingParams(defaults: SetTrainingDefaults) {
  return z.strictObject({
    ...networkParams(defaults),
    ...dataParams(defaults),
    ...updateParams(defaults),
  });
}

export type SetTrainingParams = z.output<ReturnType<typeof setTrainingParams>>;

function networkParams(defaults: SetTrainingDefaults) {
  return {
    nLayer: z
      .int()
      .nonnegative()
      .default(defaults.nLayer)
      .describe('residual blocks after the pooling'),
    nEmbd: count()
      .default(defaults.nEmbd)
      .describe('width of embeddings and blocks; a multiple of nHead'),
    pooling: z
      .enum(POOLINGS)
      .default(defaults.pooling)
      .describe(
        'how the visible genes become one vector: mean, root (sum / √n), gene-score (softmax of a learned score a gene) or attention (softmax of embeddings times learned queries)',
      ),
    nHead: count()
      .default(defaults.nHead)
      .describe(
        'queries of attention pooling, each for its own slice of channels; 1 with any other pooling',
      ),
    tiedHead: z
      .boolean()
      .default(defaults.tiedHead)
      .describe('the head shares the embedding; else it has weights of its own'),
    dropout: z
      .number()
      .min(0)
      .lt(1)
      .default(defaults.dropout)
      .describe('dropout probability on the pooled vector and on the blocks'),
    initEmbeddings: z
      .enum(['svd', 'gaussian'])
      .default('svd')
      .describe('start embeddings from an SVD of the training sets, or at random'),
    embeddingScale: z
      .number()
      .positive()
      .default(0.05)
      .describe('root mean square of SVD-started embeddings'),
  };
}

function dataParams(defaults: SetTrainingDefaults) {
  return {
    minVisibleShare: share()
      .default(defaults.minVisibleShare)
      .describe('smallest share of its genes that a training set shows, drawn anew every epoch'),
    maxVisibleShare: share().default(defaults.maxVisibleShare).describe('largest such share'),
    maxVisible: count().default(500).describe('most genes that a training set shows'),
    visibleInLoss: z
      .enum(VISIBLE_IN_LOSS)
      .default(defaults.visibleInLoss)
      .describe(
        'what the loss says of visible genes: excluded, targets like the hidden ones, or negatives like all other genes',
      ),
  };
}

function updateParams(defaults: SetTrainingDefaults) {
  return {
    batchSize: count().default(defaults.batchSize).describe('sets of a batch'),
    maxSteps: count().default(defaults.maxSteps).describe('updates at most'),
    warmupSteps: z
      .int()
      .nonnegative()
      .default(50)
      .describe('updates over which the learning rate rises'),
    learningRate: z
      .number()
      .positive()
      .default(defaults.learningRate)
      .describe('highest learning rate'),
    minLearningRate: z
      .number()
      .nonnegative()
      .default(defaults.learningRate / 10)
      .describe('learning rate at the end of the cosine'),
    weightDecay: z
      .number()
      .nonnegative()
      .default(defaults.weightDecay)
      .describe("AdamW's decoupled weight decay on matrices and embeddings"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("AdamW's decay of the first moment"),
    beta2: z.number().min(0).lt(1).default(0.95).describe("AdamW's decay of the second moment"),
    gradientClip: z
      .number()
      .nonnegative()
      .default(defaults.gradientClip)
      .describe('largest global norm of the gradient; 0 for no limit'),
    evaluateEvery: count()
      .default(100)
      .describe('updates between two looks at the validation sets'),
    keepBy: z
      .enum(KEEP_BY)
      .default('recall')
      .describe(
        'which weights are kept and when training stops: by recall of the first 50 genes at 20 % visible, or by the loss there',
      ),
    patience: z
      .int()
      .nonnegative()
      .default(10)
      .describe('looks without improvement before training stops early; 0 for never'),
    checkpointEvery: count().default(100).describe('updates between two checkpoints'),
    seed: z.int().nonnegative().default(1).describe('seed of initial weights, data and dropout'),
    precision: z
      .enum(['f32', 'bf16'])
      .default('f32')
      .describe(
        'arithmetic of matrix products; bf16 on processors with AVX512-BF16, and other numbers than f32',
      ),
    engine: z
      .enum(['auto', 'native', 'wasm', 'tfjs'])
      .default('auto')
      .describe('compute engine; auto takes the fastest that loads; tfjs has no set encoders'),
  };
}
