// Whether a training should go to a GPU: where a stage was given one, else where a trial step is faster there than on the
// processor. Results of either stay within the bounds of docs/engine.md.
import type {Engine, GptConfig, OptimizerOptions} from './contract/engine.ts';
import {loadGpuEngine} from './tfjs.ts';

/** The training that an engine is looked for. */
export interface Training {
  config: GptConfig;
  /** Rows of a step. */
  batchSize: number;
}

/** A GPU's engine, or none, and why; what was asked of it in GENEGLOT_GPUS counts first. */
export interface Considered {
  engine?: Engine;
  reason: string;
}

/** The learning rate is 0: a trial changes nothing. */
const TRIAL: OptimizerOptions = {
  ...{learningRate: 0, beta1: 0.9, beta2: 0.95, epsilon: 1e-8},
  ...{weightDecay: 0, gradientClip: 1},
};
/** Positions of a trial step: enough to keep a GPU busy, few enough that one core needs a second. */
const TRIAL_POSITIONS = 512;
const LONGEST_TRIAL_ROW = 128;

/** Looks for a GPU, and compares it with `core` unless the stage was given one (`resources: {gpus: 1}`). */
export async function considerGpu(core: Engine, training: Training): Promise<Considered> {
  const given = process.env.GENEGLOT_GPUS;
  if (given === '0') return {reason: ''};
  try {
    const engine = await loadGpuEngine();
    if (given) return {engine, reason: 'the stage was given a GPU'};
    const [ours, gpus] = [await secondsOf(core, training), await secondsOf(engine, training)];
    const reason = `a trial step takes ${inMilliseconds(gpus)} on the GPU, ${inMilliseconds(ours)} on ${core.description}`;
    return gpus < ours ? {engine, reason} : {reason: `${reason} (GPU: ${engine.description})`};
  } catch (error) {
    return {reason: given ? `no GPU: ${(error as Error).message}` : ''};
  }
}

/** A step of one layer of the model, after one that compiles what there is to compile. */
async function secondsOf(engine: Engine, {config, batchSize}: Training): Promise<number> {
  const T = Math.min(config.blockSize, LONGEST_TRIAL_ROW);
  const B = Math.min(batchSize, Math.ceil(TRIAL_POSITIONS / T));
  const shape = {...config, nLayer: 1, blockSize: T, dropout: 0};
  const model = engine.createModel(shape, {seed: 0, trainable: true, blank: true});
  const nothing = new Int32Array(B * T);
  const batch = {B, T, tokens: nothing, targets: nothing, documentStart: nothing};
  try {
    await model.trainStep([batch], 'next-gene', TRIAL);
    const started = performance.now();
    await model.trainStep([batch], 'next-gene', TRIAL);
    return (performance.now() - started) / 1000;
  } finally {
    model.dispose();
  }
}

function inMilliseconds(seconds: number): string {
  return `${Math.ceil(1000 * seconds)} ms`;
}
