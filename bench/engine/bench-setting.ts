// How a run measures: how often, how long, and what the machine has.

export interface Setting {
  /** Times that every process of a case runs, taking turns with its peers. */
  rounds: number;
  /** Seconds of timed steps of one training process. */
  seconds: number;
  /** Sets of the completion case, steps of the leak case, and rounds inside the GEMM program. */
  sets: number;
  leakSteps: number;
  gemmRounds: number;
  hasPeer: boolean;
  /** Whether the processor has AVX512-BF16. */
  hasBf16: boolean;
  /** For files that processes share. */
  folder: string;
  log(line: string): void;
}
