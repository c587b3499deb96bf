// The task of a measuring process and its answer, for our engine and for the peer.
import type {GptConfig} from '../../shared/engines/contract/engine.ts';
import type {Shape} from './model-shapes.ts';

/** Time that passes, or that the threads of the process compute: with one thread, a busy machine hardly changes it. */
export type Clock = 'wall' | 'processor';

export interface TrainTask {
  clock: Clock;
  kind: 'train';
  shape: Shape;
  /** File of write-tokens.ts. */
  tokens: string;
  /** Steps before the clock starts. */
  warmupSteps: number;
  /** Steps are timed until this much time has passed … */
  seconds: number;
  /** … and at least this many. */
  minSteps: number;
}

export interface CompletionTask {
  kind: 'generate';
  clock: Clock;
  config: GptConfig;
  /** JSON file {prompts: number[][], newTokens: number[]}. */
  prompts: string;
  temperature: number;
  topK: number;
}

export type Task = TrainTask | CompletionTask;

interface Measured {
  /** Largest resident memory of the process. */
  peakBytes: number;
}

export interface Trained extends Measured {
  parameters: number;
  /** Loss of the first step, before any update, in nats. */
  firstLoss: number;
  lastLoss: number;
  /** Steps timed. */
  steps: number;
  medianMs: number;
  bestMs: number;
}

export interface Generated extends Measured {
  tokens: number;
  seconds: number;
}
