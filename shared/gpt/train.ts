// The training loop over an engine's model: schedule, gradient accumulation, validation, early stop. It knows no
// files: a checkpoint is handed to the caller, and a TrainingState handed back resumes at the same bits.
import type {Batch, GptModel, Objective, OptimizerOptions} from './engine.ts';
import {packEpoch} from './packing.ts';
import {learningRateAt, type Schedule} from './schedule.ts';
import type {TokenShard} from './token-shard.ts';

export interface LossPoint {
  /** Updates made so far. */
  step: number;
  /** Training positions (genes and end tokens) seen so far. */
  tokens: number;
  learningRate: number;
  /** Mean training loss in nats a position since the point before. */
  trainingLoss: number;
  /** Loss on the validation sets; null between evaluations. */
  validationLoss: number | null;
}

export interface TrainingOptions {
  objective: Objective;
  batchSize: number;
  blockSize: number;
  /** Positions of a set that the training loss looks at, 0 for all; the validation loss looks at all. */
  lossPositions: number;
  /** Batches whose gradients make one update. */
  gradientAccumulation: number;
  schedule: Schedule;
  optimizer: Omit<OptimizerOptions, 'learningRate'>;
  maxSteps: number;
  evaluateEvery: number;
  /** Evaluations without a better validation loss after which training stops; 0 never stops early. */
  patience: number;
  checkpointEvery: number;
  endToken: number;
  seed: number;
}

/** Where a training stands; together with the engine's tensors it is a whole checkpoint. */
export interface TrainingState {
  step: number;
  epoch: number;
  /** Batches of the epoch already used. */
  batchInEpoch: number;
  tokens: number;
  bestValidationLoss: number;
  bestStep: number;
  evaluationsSinceBest: number;
  /** Loss summed since the last curve point, and over how many steps. */
  pendingLoss: number;
  pendingSteps: number;
  curve: LossPoint[];
}

export interface TrainingHooks {
  onStep?(state: TrainingState, loss: number): void;
  /** The validation loss is the best so far: keep these weights. */
  onBest(state: TrainingState): Promise<void>;
  onCheckpoint(state: TrainingState): Promise<void>;
  signal?: AbortSignal;
}

/** State before the first update. */
export function initialState(): TrainingState {
  return {
    step: 0,
    epoch: 0,
    batchInEpoch: 0,
    tokens: 0,
    bestValidationLoss: Number.POSITIVE_INFINITY,
    bestStep: 0,
    evaluationsSinceBest: 0,
    pendingLoss: 0,
    pendingSteps: 0,
    curve: [],
  };
}

/** Trains until maxSteps, the early stop or an abort (which saves a checkpoint first); `state` is updated in place. */
export async function train(
  model: GptModel,
  data: {training: TokenShard; validation: TokenShard},
  options: TrainingOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const batches = new BatchStream(data.training, options, state);
  while (state.step < options.maxSteps && !stopsEarly(state, options)) {
    if (hooks.signal?.aborted) {
      await hooks.onCheckpoint(state);
      hooks.signal.throwIfAborted();
    }
    await update(model, batches.take(options.gradientAccumulation), options, state, hooks);
    const last = state.step === options.maxSteps;
    if (state.step % options.evaluateEvery === 0 || last) {
      await evaluatePoint(model, data.validation, options, state, hooks);
    }
    if (state.step % options.checkpointEvery === 0 && !last) await hooks.onCheckpoint(state);
  }
}

function stopsEarly(state: TrainingState, {patience}: TrainingOptions): boolean {
  return patience > 0 && state.evaluationsSinceBest >= patience;
}

async function update(
  model: GptModel,
  batches: Batch[],
  options: TrainingOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const learningRate = learningRateAt(state.step, options.schedule);
  const {loss} = await model.trainStep(batches, options.objective, {
    ...options.optimizer,
    learningRate,
  });
  if (!Number.isFinite(loss)) {
    throw new Error(
      `the training loss became ${loss} at step ${state.step + 1}: lower learningRate (now ${options.schedule.learningRate}) or gradientClip (now ${options.optimizer.gradientClip})`,
    );
  }
  state.step++;
  for (const batch of batches) for (const target of batch.targets) if (target >= 0) state.tokens++;
  state.pendingLoss += loss;
  state.pendingSteps++;
  hooks.onStep?.(state, loss);
}

async function evaluatePoint(
  model: GptModel,
  validation: TokenShard,
  options: TrainingOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const validationLoss = await evaluateLoss(model, validation, options);
  state.curve.push({
    step: state.step,
    tokens: state.tokens,
    learningRate: learningRateAt(state.step - 1, options.schedule),
    trainingLoss: state.pendingLoss / state.pendingSteps,
    validationLoss,
  });
  state.pendingLoss = 0;
  state.pendingSteps = 0;
  if (validationLoss < state.bestValidationLoss) {
    state.bestValidationLoss = validationLoss;
    state.bestStep = state.step;
    state.evaluationsSinceBest = 0;
    await hooks.onBest(state);
  } else {
    state.evaluationsSinceBest++;
  }
}

/** Mean loss in nats a position over all sets of a shard, genes in one fixed order. */
export async function evaluateLoss(
  model: GptModel,
  shard: TokenShard,
  options: Pick<TrainingOptions, 'objective' | 'batchSize' | 'blockSize' | 'endToken' | 'seed'>,
): Promise<number> {
  let lossSum = 0;
  let weightSum = 0;
  for (const batch of packEpoch(shard, {...options, epoch: 0, lossPositions: 0})) {
    const result = await model.evaluate(batch, options.objective);
    lossSum += result.lossSum;
    weightSum += result.weightSum;
  }
  return lossSum / weightSum;
}

/** Batches without end, epoch after epoch, from the place a state names. */
class BatchStream {
  private current: Generator<Batch>;
  private readonly training: TokenShard;
  private readonly options: TrainingOptions;
  private readonly state: TrainingState;

  constructor(training: TokenShard, options: TrainingOptions, state: TrainingState) {
    if (training.setIds.length === 0) throw new Error('there are no training sets');
    this.training = training;
    this.options = options;
    this.state = state;
    this.current = this.open();
    for (let skipped = 0; skipped < state.batchInEpoch; skipped++) this.current.next();
  }

  take(count: number): Batch[] {
    return Array.from({length: count}, () => this.next());
  }

  private next(): Batch {
    const {value, done} = this.current.next();
    if (!done) {
      this.state.batchInEpoch++;
      return value;
    }
    this.state.epoch++;
    this.state.batchInEpoch = 0;
    this.current = this.open();
    return this.next();
  }

  private open(): Generator<Batch> {
    // Epoch 0 of the packing is the validation order, so that training starts at 1.
    return packEpoch(this.training, {...this.options, epoch: this.state.epoch + 1});
  }
}
