// The ratios that the engine must reach, by the name of a case.

/** Limits of a ratio ours ÷ peer. */
export interface RatioLimits {
  atLeast?: number;
  atMost?: number;
}

const EXPECTED: [RegExp, RatioLimits][] = [
  [/: f32 training/, {atLeast: 1.4}],
  [/: bf16 training/, {atLeast: 1.6}],
  [/: (f32|bf16) peak memory/, {atMost: 0.5}],
  [/: WebAssembly training/, {atLeast: 0.35}],
  [/^completion: tokens\/s/, {atLeast: 1}],
  [/^contention: our/, {atLeast: 0.45}],
  [/^gemm: f32/, {atLeast: 0.9}],
  [/^gemm: bf16/, {atLeast: 0.85}],
  // V8 and malloc come and go by 4 MiB of 100; one batch kept a step would add 14 MiB.
  [/^leak/, {atMost: 1.05}],
];

/** The limits of a case; none where it only informs. */
export function limitsOf(name: string): RatioLimits {
  return EXPECTED.find(([pattern]) => pattern.test(name))?.[1] ?? {};
}
