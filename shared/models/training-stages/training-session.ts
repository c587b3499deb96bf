// One training under a stage's key, of whatever model: start or resume, checkpoints, the best weights so far, what is
// reported on the way.
import {join} from 'node:path';
import {
  readSafetensors,
  type Tensors,
  writeSafetensors,
} from '../../formats/safetensors/safetensors.ts';
import type {OnPass} from '../training/leading-directions.ts';
import type {Recipe} from '../training/recipe-params.ts';
import {
  initialState,
  runTraining,
  type TrainingState,
  type TrainingTask,
} from '../training/training-loop.ts';
import {
  type Checkpointed,
  loadCheckpoint,
  saveCheckpoint,
  tensorsOf,
} from './training-checkpoint.ts';

/** What a stage offers to its training; its context fits. */
export interface TrainingSurroundings {
  /** Kept between runs of the same key. */
  stateFolder: string;
  signal: AbortSignal;
  log: {info(message: string): void};
  progress(progress: {done: number; total: number; unit: string; note: string; part: string}): void;
  step(what: string): void;
  metric(name: string, value: number | string): void;
}

interface TrainableModel extends Checkpointed {
  readonly parameterCount: number;
  heldBytes?(): number;
}

interface TrainingSession<Batch> {
  model: TrainableModel;
  /** Writes the weights to begin with, where there is no checkpoint to resume from; what takes long tells `onPass`. */
  start(onPass: OnPass): void | Promise<void>;
  task: TrainingTask<Batch>;
  /** Unit of the speed, and how much of it is done; tokens where absent. */
  speed?: {unit: 'tokens' | 'sets'; done(state: TrainingState): number};
  /** The best evaluation so far, in words; its loss where absent. */
  describeBest?(state: TrainingState): string;
}

/** What comes before the first step, as the runner shows it. */
const START = 'makes the weights to begin with';

const TOKENS = {unit: 'tokens', done: ({tokens}: TrainingState) => tokens};

export interface Trained {
  /** The best weights. */
  tensors: Tensors;
  state: TrainingState;
  /** For the stage's summary. */
  counts: {parameters: number; steps: number; tokensSeen: number; bestStep: number};
}

/** Trains to the end, from the checkpoint that a killed run left if there is one, and returns the best weights. */
export async function runSession<Batch>(
  surroundings: TrainingSurroundings,
  session: TrainingSession<Batch>,
  recipe: Recipe,
): Promise<Trained> {
  const {stateFolder, log, metric} = surroundings;
  const {model, task, speed = TOKENS, describeBest = describeLoss} = session;
  const [checkpoint, best] = [
    join(stateFolder, 'checkpoint'),
    join(stateFolder, 'best.safetensors'),
  ];
  surroundings.step(START);
  const state = await resumeOrStart(checkpoint, session, surroundings);
  const perSecond = speedometer(() => speed.done(state));
  const before = state.step;
  const bestText = () => (Number.isFinite(state.bestCriterion) ? describeBest(state) : '–');
  const show = (part: 'training' | 'validation', note: string) =>
    surroundings.progress({done: state.step, total: recipe.maxSteps, unit: 'steps', note, part});
  await runTraining(task, recipe, state, {
    // Looked at now: before, there is nothing to save.
    signal: surroundings.signal,
    onStep: (_, loss) =>
      show(
        'training',
        `loss ${loss.toFixed(3)} · best ${bestText()} · ${perSecond()} ${speed.unit}/s`,
      ),
    onEvaluating: (_, done, total) =>
      show('validation', `validation ${Math.floor((100 * done) / total)} %`),
    onEvaluation: (_, {note}) => note && log.info(`step ${state.step}: ${note}`),
    onBest: async () => writeSafetensors(best, await tensorsOf(model)),
    onCheckpoint: () => saveCheckpoint(checkpoint, model, state),
  });
  if (state.step > before) metric(`${speed.unit}PerSecond`, perSecond());
  if (model.heldBytes) metric('engineBytes', model.heldBytes());
  return {tensors: await readSafetensors(best), state, counts: countTraining(model, state)};
}

async function resumeOrStart<Batch>(
  checkpoint: string,
  {model, start}: TrainingSession<Batch>,
  {log, progress}: TrainingSurroundings,
): Promise<TrainingState> {
  const resumed = await loadCheckpoint(checkpoint, model);
  if (resumed) log.info(`resumed at step ${resumed.step}`);
  else {
    const note = 'decomposes the training data into the embeddings to begin with';
    await start((done, total) => progress({done, total, unit: 'passes', note, part: START}));
  }
  return resumed ?? initialState();
}

/** What is done a second on average since now, rounded. */
function speedometer(done: () => number): () => number {
  const started = {time: performance.now(), done: done()};
  return () => Math.round((1000 * (done() - started.done)) / (performance.now() - started.time));
}

function describeLoss({bestValidationLoss}: TrainingState): string {
  return `validation ${bestValidationLoss.toFixed(3)}`;
}

function countTraining({parameterCount}: TrainableModel, state: TrainingState): Trained['counts'] {
  return {
    parameters: parameterCount,
    steps: state.step,
    tokensSeen: state.tokens,
    bestStep: state.bestStep,
  };
}
