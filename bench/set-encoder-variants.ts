// What bench/set-encoders.ts tries: each stage's defaults, and short trainings that differ from a common start in one point.

export interface Variant {
  name: string;
  stage: 'train-set-encoder' | 'train-auto-encoder';
  change: Record<string, unknown>;
}

/** Where the search for defaults began; every short training names all that it was tried with. */
const START = {
  nEmbd: 256,
  nLayer: 2,
  tiedHead: true,
  dropout: 0.2,
  initEmbeddings: 'svd',
  embeddingScale: 0.05,
  maxVisible: 500,
  batchSize: 256,
  maxSteps: 200,
  warmupSteps: 50,
  learningRate: 2e-3,
  minLearningRate: 2e-4,
  weightDecay: 0.1,
  keepBy: 'recall',
};
const ENCODER = {
  ...START,
  pooling: 'attention',
  nHead: 8,
  visibleInLoss: 'excluded',
  minVisibleShare: 0.05,
  maxVisibleShare: 0.6,
  gradientClip: 1,
};
const AUTO_ENCODER = {
  ...START,
  pooling: 'root',
  nHead: 1,
  tiedHead: false,
  visibleInLoss: 'targets',
  minVisibleShare: 0.2,
  maxVisibleShare: 0.2,
  gradientClip: 0,
};

const encoder = (name: string, change: Record<string, unknown>): Variant => ({
  name,
  stage: 'train-set-encoder',
  change: {...ENCODER, ...change},
});
const autoEncoder = (name: string, change: Record<string, unknown>): Variant => ({
  name,
  stage: 'train-auto-encoder',
  change: {...AUTO_ENCODER, ...change},
});

export const VARIANTS: Variant[] = [
  {name: 'the defaults', stage: 'train-set-encoder', change: {}},
  {name: 'the defaults', stage: 'train-auto-encoder', change: {}},
  encoder('long', {maxSteps: 1200, patience: 0}),
  encoder('long dropout 0.5', {maxSteps: 1200, patience: 0, dropout: 0.5}),
  encoder('start', {}),
  encoder('mean pooling', {pooling: 'mean', nHead: 1}),
  encoder('root pooling', {pooling: 'root', nHead: 1}),
  encoder('gene-score pooling', {pooling: 'gene-score', nHead: 1}),
  encoder('one query', {nHead: 1}),
  encoder('own head', {tiedHead: false}),
  encoder('no blocks', {nLayer: 0}),
  encoder('one block', {nLayer: 1}),
  encoder('four blocks', {nLayer: 4}),
  encoder('width 512', {nEmbd: 512}),
  encoder('dropout 0', {dropout: 0}),
  encoder('dropout 0.5', {dropout: 0.5}),
  encoder('learning rate 0.001', {learningRate: 1e-3, minLearningRate: 1e-4}),
  encoder('learning rate 0.004', {learningRate: 4e-3, minLearningRate: 4e-4}),
  encoder('batches of 64 for 800 steps', {batchSize: 64, maxSteps: 800}),
  encoder('visible 20 %', {minVisibleShare: 0.2, maxVisibleShare: 0.2}),
  encoder('visible 10–30 %', {minVisibleShare: 0.1, maxVisibleShare: 0.3}),
  encoder('visible 5–95 %', {minVisibleShare: 0.05, maxVisibleShare: 0.95}),
  encoder('visible genes as targets', {visibleInLoss: 'targets'}),
  encoder('visible genes as negatives', {visibleInLoss: 'negatives'}),
  encoder('embeddings start at 0.02', {embeddingScale: 0.02}),
  encoder('embeddings start at 0.1', {embeddingScale: 0.1}),
  encoder('embeddings start at random', {initEmbeddings: 'gaussian'}),
  encoder('no weight decay', {weightDecay: 0}),
  autoEncoder('start', {}),
  autoEncoder('tied head', {tiedHead: true}),
  autoEncoder('mean pooling', {pooling: 'mean'}),
  autoEncoder('attention pooling', {pooling: 'attention', nHead: 8}),
  autoEncoder('visible genes excluded', {visibleInLoss: 'excluded'}),
  autoEncoder('visible 5–60 %', {minVisibleShare: 0.05, maxVisibleShare: 0.6}),
  autoEncoder('gradient clipped to 1', {gradientClip: 1}),
  autoEncoder('embeddings start at random', {initEmbeddings: 'gaussian'}),
];
