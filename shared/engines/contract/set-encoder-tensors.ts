// The weights of a set encoder, in the order of core/src/set-encoder/set-encoder.cpp: matrices first (they decay), then the rest.
// Linear weights are (in, out).
import type {TensorInfo} from './engine.ts';
import type {SetEncoderConfig} from './set-encoder.ts';

/** All tensors of a model; a tied head is `embedding.weight` itself. */
export function listSetEncoderTensors(config: SetEncoderConfig): TensorInfo[] {
  const {vocabSize: V, nEmbd: C, nLayer, tiedHead} = config;
  const layers = Array.from({length: nLayer}, (_, layer) => `blocks.${layer}`);
  return [
    {name: 'embedding.weight', shape: [V, C]},
    ...(tiedHead ? [] : [{name: 'head.weight', shape: [V, C]}]),
    ...layers.flatMap(prefix => [
      {name: `${prefix}.expand.weight`, shape: [C, 4 * C]},
      {name: `${prefix}.contract.weight`, shape: [4 * C, C]},
    ]),
    ...poolingTensors(config),
    ...layers.flatMap(prefix => [
      ...normTensors(`${prefix}.norm`, C),
      {name: `${prefix}.expand.bias`, shape: [4 * C]},
      {name: `${prefix}.contract.bias`, shape: [C]},
    ]),
    ...normTensors('norm', C),
    {name: 'head.bias', shape: [V]},
  ];
}

function poolingTensors({pooling, vocabSize, nHead, nEmbd}: SetEncoderConfig): TensorInfo[] {
  if (pooling === 'attention') return [{name: 'pooling.query', shape: [nHead, nEmbd]}];
  if (pooling === 'gene-score') return [{name: 'pooling.score', shape: [vocabSize]}];
  return [];
}

function normTensors(prefix: string, C: number): TensorInfo[] {
  return [
    {name: `${prefix}.weight`, shape: [C]},
    {name: `${prefix}.bias`, shape: [C]},
  ];
}
