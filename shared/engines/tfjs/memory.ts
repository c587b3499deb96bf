// How much memory a model is planned to take.
import type {GptConfig} from '../contract/engine.ts';

const FLOAT_BYTES = 4;

/**
 * Bytes of weights (with gradients and moments for training) and of the activations of `positions` positions in rows
 * of `T`. The tape of TensorFlow.js keeps every intermediate result until the gradients are there.
 */
export function plannedBytes(
  config: GptConfig,
  parameterCount: number,
  trainable: boolean,
  positions: number,
  T: number,
): number {
  const {nLayer, nEmbd: C, nHead, vocabSize: V} = config;
  // Of width C: 5 of each layer norm, 5 of attention, its projection and the two sums; of 4C: 7 of the GELU.
  const channelsPerLayer = 2 * 5 + 5 + 5 + 4 * 7;
  // Scores before and after scaling, masking, softmax and dropout.
  const scoresPerLayer = 5 * nHead * T;
  const kept = nLayer * (channelsPerLayer * C + scoresPerLayer) + 3 * V;
  const passing = channelsPerLayer * C + scoresPerLayer + V;
  return (
    FLOAT_BYTES * (parameterCount * (trainable ? 4 : 1) + positions * (trainable ? kept : passing))
  );
}
