// How a run measures: how often, how long, and what the machine has.

import type {Precision} from '../../shared/engines/native.ts';
import type {Peers} from './find-peers.ts';
import type {Clock} from './measurement.ts';

export interface Setting {
  /** Times that every process of a case runs, taking turns with its peers. */
  rounds: number;
  /** Seconds of timed steps of one training process. */
  seconds: number;
  /** Sets of the completion case, steps of the leak case, and rounds inside the GEMM program. */
  sets: number;
  leakSteps: number;
  gemmRounds: number;
  peers: Peers;
  /** Threads of each side. */
  threads: number;
  clock: Clock;
  /** GFLOP/s of bare multiply-adds on all threads that are measured, by precision; absent where it is unknown. */
  peaks: Partial<Record<Precision, number>>;
  /** Whether the processor has AVX512-BF16. */
  hasBf16: boolean;
  /** For files that processes share. */
  folder: string;
  log(line: string): void;
}
