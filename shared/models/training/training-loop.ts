// The training loop of every model: schedule, validation, early stop, checkpoints. It knows neither files nor what a batch
// is: a checkpoint is handed to the caller, and a TrainingState handed back resumes at the same bits.
import type {OptimizerOptions} from '../../engines/contract/engine.ts';
import type {Recipe} from './recipe-params.ts';
import {learningRateAt} from './schedule.ts';

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

/** What is found on the validation sets. */
interface Evaluation {
  validationLoss: number;
  /** Chooses the weights to keep, the lowest; the validation loss where absent. */
  criterion?: number;
  /** What else was found, in words for the log. */
  note?: string;
}

/** What is trained, as the loop sees it. */
export interface TrainingTask<Batch> {
  /** The batches of an epoch, counted from 0: at least one, and the same whenever it is opened again. */
  openEpoch(epoch: number): Iterator<Batch>;
  /** One update by the gradients of all these batches; returns their mean loss in nats. */
  update(batches: Batch[], optimizer: OptimizerOptions): Promise<{loss: number}>;
  /** What the model is trained on by a batch, counted as in the loss curve. */
  countTokens(batch: Batch): number;
  /** Calls `onPart` after each part of the validation sets; what it throws ends the evaluation. */
  evaluate(onPart: OnPart): Promise<Evaluation>;
}

/** Hears how many parts are done, of how many. */
export type OnPart = (done: number, total: number) => void;

export interface TrainingHooks {
  onStep?(state: TrainingState, loss: number): void;
  onEvaluating?(state: TrainingState, done: number, total: number): void;
  onEvaluation?(state: TrainingState, evaluation: Evaluation): void;
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
export async function runTraining<Batch>(
  task: TrainingTask<Batch>,
  recipe: Recipe,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  const batches = batchesFrom(task, state);
  let saved = state.step;
  try {
    for (;;) {
      if (isEvaluationDue(state, recipe)) await evaluatePoint(task, recipe, state, hooks);
      if (state.step === recipe.maxSteps) return;
      if (state.step % recipe.checkpointEvery === 0 && state.step > saved) {
        await hooks.onCheckpoint(state);
        saved = state.step;
      }
      if (stopsEarly(state, recipe)) return;
      hooks.signal?.throwIfAborted();
      const loss = await update(task, batches, recipe, state);
      hooks.onStep?.(state, loss);
    }
  } catch (error) {
    // Thrown between two updates, and never while the outcome of an evaluation is taken down: the checkpoint is whole.
    const isStop = hooks.signal?.aborted && error === hooks.signal.reason;
    if (isStop) await hooks.onCheckpoint(state);
    throw error;
  }
}

/** Whether the weights of this step are yet to be evaluated; a training that was stopped meanwhile does it when it resumes. */
function isEvaluationDue({step, curve}: TrainingState, {evaluateEvery, maxSteps}: Recipe): boolean {
  const isPoint = step > 0 && (step % evaluateEvery === 0 || step === maxSteps);
  return isPoint && curve.at(-1)?.step !== step;
}

function stopsEarly(state: TrainingState, {patience}: Recipe): boolean {
  return patience > 0 && state.evaluationsSinceBest >= patience;
}

/** One update on the batches that follow; returns its loss. */
async function update<Batch>(
  task: TrainingTask<Batch>,
  batches: Iterator<Batch>,
  recipe: Recipe,
  state: TrainingState,
): Promise<number> {
  const {gradientAccumulation = 1} = recipe;
  const taken = Array.from({length: gradientAccumulation}, (): Batch => batches.next().value);
  const {loss} = await task.update(taken, optimizerAt(state.step, recipe));
  if (!Number.isFinite(loss)) {
    throw new Error(
      `the training loss became ${loss} at step ${state.step + 1}: lower learningRate (now ${recipe.learningRate}) or gradientClip (now ${recipe.gradientClip})`,
    );
  }
  state.step++;
  for (const batch of taken) state.tokens += task.countTokens(batch);
  state.pendingLoss += loss;
  state.pendingSteps++;
  return loss;
}

function optimizerAt(step: number, recipe: Recipe): OptimizerOptions {
  const {beta1, beta2, weightDecay, gradientClip} = recipe;
  const learningRate = learningRateAt(step, recipe);
  return {learningRate, beta1, beta2, epsilon: 1e-8, weightDecay, gradientClip};
}

async function evaluatePoint<Batch>(
  task: TrainingTask<Batch>,
  recipe: Recipe,
  state: TrainingState,
  hooks: TrainingHooks,
): Promise<void> {
  hooks.onEvaluating?.(state, 0, 1);
  const evaluation = await task.evaluate((done, total) => {
    hooks.signal?.throwIfAborted();
    hooks.onEvaluating?.(state, done, total);
  });
  const {validationLoss, criterion = validationLoss} = evaluation;
  hooks.onEvaluation?.(state, evaluation);
  state.curve.push({
    step: state.step,
    tokens: state.tokens,
    learningRate: learningRateAt(state.step - 1, recipe),
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

/** Batches without end, epoch after epoch, from the place that the state names, which moves on with them. */
function* batchesFrom<Batch>(task: TrainingTask<Batch>, state: TrainingState): Generator<Batch> {
  let skipped = state.batchInEpoch;
  for (;;) {
    const epoch = task.openEpoch(state.epoch);
    for (; skipped > 0; skipped--) epoch.next();
    for (let {value, done} = epoch.next(); !done; {value, done} = epoch.next()) {
      state.batchInEpoch++;
      yield value;
    }
    state.epoch++;
    state.batchInEpoch = 0;
  }
}
