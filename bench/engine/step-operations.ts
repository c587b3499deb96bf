// The arithmetic that a training step cannot do without.
import type {Shape} from './model-shapes.ts';

/**
 * Floating-point operations of the matrix products of a step: 2 a weight and token forwards and twice as many backwards,
 * for 12·C² weights a layer and the head's V·C; attention over the half of T × T that is not masked, likewise.
 */
export function stepOperations({B, config}: Shape): number {
  const {nLayer: L, nEmbd: C, blockSize: T, vocabSize: V} = config;
  const weights = 12 * L * C * C + V * C;
  return 6 * B * T * (weights + L * T * C);
}
