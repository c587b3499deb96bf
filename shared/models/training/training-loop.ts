// The training loop of every model: schedule, validation, early stop, checkpoints. It knows neither files nor what a batch
// is: a checkpoint is handed to the caller, and a TrainingState handed back resumes at the same bits.
import {learningRateAt, type Schedule} from './schedule.ts';

export interface LossPoint {
  /** Updates made so far. */
  step: number;
  /** What the model was trained on so far: positions (genes and end tokens) of a GPT, target genes of a set encoder. */
  tokens: number;
  learningRate: number;
  /** Mean training loss in nats since the point before. */
  trainingLoss: number;
  /** Loss on the validation sets; null between evaluations. */
  validationLoss: number | null;
}

/** Where a training stands; together with the engine's tensors it is a whole checkpoint. */
export interface TrainingState {
  step: number;
  epoch: number;
  /** Batches of the epoch already used. */
  batchInEpoch: number;
  tokens: number;
  /** The lowest criterion so far, with the step and the validation loss that belong to it. */
  bestCriterion: number;
  bestValidationLoss: number;
  bestStep: number;
  evaluationsSinceBest: number;
  /** Loss summed since the last curve point, and over how many steps. */
  pendingLoss: number;
  pendingSteps: number;
  curve: LossPoint[];
}

export interface LoopOptions {
  schedule: Schedule;
  /** Named in the message when the loss is no number. */
  optimizer: {gradientClip: number};
  maxSteps: number;
  evaluateEvery: number;
  /** Evaluations without a better criterion after which training stops; 0 never stops early. */
  patience: number;
  checkpointEvery: number;
}

/** What is trained, as the loop sees it. */
export interface TrainingTask {
  /** One update on the batches that follow in the state's epoch; returns its loss and the tokens it was trained on. */
  update(learningRate: number): Promise<{loss: number; tokens: number}>;
  /** The validation loss, and the criterion (lower is better) that chooses the weights to keep. */
  evaluate(): Promise<{validationLoss: number; criterion: number}>;
}

export interface TrainingHooks {
  onStep?(state: TrainingState, loss: number): void;
  /** The criterion is the best so far: keep these weights. */
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
    bestCriterion: Number.POSITIVE_INFINITY,
    bestValidationLoss: Number.POSITIVE_INFINITY,
    bestStep: 0,
    evaluationsSinceBest: 0,
    pendingLoss: 0,
    pendingSteps: 0,
    curve: [],
  };
}

/** Trains until maxSteps, the early stop or an abort (which saves a checkpoint first); `state` is updated in place. */
export async function runTraining(
  task: TrainingTask,
  options: LoopOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  while (state.step < options.maxSteps && !stopsEarly(state, options)) {
    if (hooks.signal?.aborted) {
      await hooks.onCheckpoint(state);
      hooks.signal.throwIfAborted();
    }
    await update(task, options, state, hooks);
    const last = state.step === options.maxSteps;
    if (state.step % options.evaluateEvery === 0 || last) {
      await evaluatePoint(task, options, state, hooks);
    }
    if (state.step % options.checkpointEvery === 0 && !last) await hooks.onCheckpoint(state);
  }
}

function stopsEarly(state: TrainingState, {patience}: LoopOptions): boolean {
  return patience > 0 && state.evaluationsSinceBest >= patience;
}

async function update(
  task: TrainingTask,
  options: LoopOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const {loss, tokens} = await task.update(learningRateAt(state.step, options.schedule));
  if (!Number.isFinite(loss)) {
    throw new Error(
      `the training loss became ${loss} at step ${state.step + 1}: lower learningRate (now ${options.schedule.learningRate}) or gradientClip (now ${options.optimizer.gradientClip})`,
    );
  }
  state.step++;
  state.tokens += tokens;
  state.pendingLoss += loss;
  state.pendingSteps++;
  hooks.onStep?.(state, loss);
}

async function evaluatePoint(
  task: TrainingTask,
  options: LoopOptions,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const {validationLoss, criterion} = await task.evaluate();
  state.curve.push({
    step: state.step,
    tokens: state.tokens,
    learningRate: learningRateAt(state.step - 1, options.schedule),
    trainingLoss: state.pendingLoss / state.pendingSteps,
    validationLoss,
  });
  state.pendingLoss = 0;
  state.pendingSteps = 0;
  if (criterion < state.bestCriterion) {
    state.bestCriterion = criterion;
    state.bestValidationLoss = validationLoss;
    state.bestStep = state.step;
    state.evaluationsSinceBest = 0;
    await hooks.onBest(state);
  } else {
    state.evaluationsSinceBest++;
  }
}

/** Batches without end, epoch after epoch, from the place a state names, which moves on with them. */
export class BatchStream<Batch> {
  private current: Iterator<Batch>;
  private readonly state: TrainingState;
  private readonly openEpoch: (epoch: number) => Iterator<Batch>;

  /** `openEpoch` gives the batches of an epoch, counted from 0; there is at least one. */
  constructor(state: TrainingState, openEpoch: (epoch: number) => Iterator<Batch>) {
    this.state = state;
    this.openEpoch = openEpoch;
    this.current = openEpoch(state.epoch);
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
    this.current = this.openEpoch(this.state.epoch);
    return this.next();
  }
}
