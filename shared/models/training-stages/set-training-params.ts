// The parameters of every stage that trains a set encoder; the stages differ in their defaults.
import {z} from 'zod';
import {POOLINGS} from '../../engines/contract/set-encoder.ts';
import {engineParam} from '../../engines/engine-params.ts';
import {VISIBLE_IN_LOSS} from '../set-encoder/draw-batches.ts';
import {inGroup} from '../training/param-groups.ts';
import {keepByParam, recipeParams} from '../training/recipe-params.ts';

const count = () => z.int().positive();
const share = () => z.number().min(0).max(1);

/** What a stage chooses for itself. */
interface SetTrainingDefaults {
  nLayer: number;
  pooling: (typeof POOLINGS)[number];
  nHead: number;
  tiedHead: boolean;
  visibleInLoss: (typeof VISIBLE_IN_LOSS)[number];
  minVisibleShare: number;
  maxVisibleShare: number;
  maxSteps: number;
  gradientClip: number;
}

/** Parameters with a stage's defaults. */
export function setTrainingParams(defaults: SetTrainingDefaults) {
  const recipe = {
    ...{batchSize: 256, warmupSteps: 50, learningRate: 2e-3, minLearningRate: 2e-4},
    ...{evaluateEvery: 100, patience: 10, checkpointEvery: 100},
  };
  return z.strictObject({
    nLayer: z
      .int()
      .nonnegative()
      .default(defaults.nLayer)
      .describe('residual blocks after the pooling'),
    nEmbd: count().default(256).describe('width of embeddings and blocks; a multiple of nHead'),
    ...inGroup('size', networkParams(defaults)),
    ...inGroup('sets', dataParams(defaults)),
    ...recipeParams({...recipe, ...defaults}, 'sets'),
    ...keepByParam,
    engine: engineParam.describe(
      'compute engine; auto takes the fastest that loads; tfjs has no set encoders',
    ),
  });
}

export type SetTrainingParams = z.output<ReturnType<typeof setTrainingParams>>;

function networkParams(defaults: SetTrainingDefaults) {
  return {
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
      .default(0.2)
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
        'how the loss treats visible genes: excluded, targets like the hidden ones, or negatives like all other genes',
      ),
  };
}
