// How much memory a model is planned to take.
import type {GptConfig} from '../contract/engine.ts';
import {LOGITS_AT_ONCE} from './head-loss.ts';

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
  const layer = channelsPerLayer * C + scoresPerLayer;
  // Logits before and after the maximum, their exponentials and derivatives.
  const logits = 4 * Math.min(Math.max(LOGITS_AT_ONCE, V), positions * V);
  const numbers = trainable
    ? 4 * parameterCount + positions * nLayer * layer + logits + (positions > 0 ? 2 * V * C : 0)
    : parameterCount + positions * layer + logits;
  return FLOAT_BYTES * numbers;
}
