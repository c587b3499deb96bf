// The task of a measuring process and its answer, for our engine and for the peer.
import type {GptConfig} from '../../shared/engines/contract/engine.ts';
import type {Shape} from './model-shapes.ts';

export interface TrainTask {
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
  config: GptConfig;
  /** JSON file {prompts: number[][], newTokens: number[]}. */
  prompts: string;
  temperature: number;
  topK: number;
}

/** Loads the library and does nothing: what a process weighs without a model. */
interface IdleTask {
  kind: 'idle';
}

export type Task = TrainTask | CompletionTask | IdleTask;

export interface Idle {
  /** Largest resident memory of the process. */
  peakBytes: number;
}

export interface Trained extends Idle {
  parameters: number;
  /** Loss of the first step, before any update, in nats. */
  firstLoss: number;
  lastLoss: number;
  /** Steps timed. */
  steps: number;
  medianMs: number;
}

export interface Generated extends Idle {
  tokens: number;
  seconds: number;
}
