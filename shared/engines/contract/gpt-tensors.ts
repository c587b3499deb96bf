// The weights of a GPT under the names and layouts of Hugging Face's GPT2LMHeadModel, in the order of
// core/src/gpt/parameters.cpp: matrices first, then vectors. Linear weights are (in, out), as its Conv1D.
import type {GptConfig, TensorInfo} from './engine.ts';

/** All tensors of a model; a tied head is `transformer.wte.weight` itself. */
export function listTensors(config: GptConfig): TensorInfo[] {
  const layers = Array.from({length: config.nLayer}, (_, layer) => `transformer.h.${layer}`);
  return [
    ...embeddingTensors(config),
    ...headTensors(config),
    ...layers.flatMap(prefix => blockMatrices(prefix, config.nEmbd)),
    ...layers.flatMap(prefix => blockVectors(prefix, config)),
    ...normTensors('transformer.ln_f', config),
  ];
}

/** Number of trained values. */
export function countParameters(tensors: readonly TensorInfo[]): number {
  return tensors.reduce((sum, tensor) => sum + tensorLength(tensor), 0);
}

/** Number of values of one tensor. */
export function tensorLength({shape}: TensorInfo): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function embeddingTensors({vocabSize, blockSize, nEmbd, positions}: GptConfig): TensorInfo[] {
  const token = {name: 'transformer.wte.weight', shape: [vocabSize, nEmbd]};
  return positions ? [token, {name: 'transformer.wpe.weight', shape: [blockSize, nEmbd]}] : [token];
}

function headTensors({vocabSize, nEmbd, tiedHead}: GptConfig): TensorInfo[] {
  return tiedHead ? [] : [{name: 'lm_head.weight', shape: [vocabSize, nEmbd]}];
}

function blockMatrices(prefix: string, C: number): TensorInfo[] {
  return [
    {name: `${prefix}.attn.c_attn.weight`, shape: [C, 3 * C]},
    {name: `${prefix}.attn.c_proj.weight`, shape: [C, C]},
    {name: `${prefix}.mlp.c_fc.weight`, shape: [C, 4 * C]},
    {name: `${prefix}.mlp.c_proj.weight`, shape: [4 * C, C]},
  ];
}

function blockVectors(prefix: string, config: GptConfig): TensorInfo[] {
  const C = config.nEmbd;
  const bias = (name: string, width: number): TensorInfo[] =>
    config.bias ? [{name: `${prefix}.${name}.bias`, shape: [width]}] : [];
  return [
    ...normTensors(`${prefix}.ln_1`, config),
    ...bias('attn.c_attn', 3 * C),
    ...bias('attn.c_proj', C),
    ...normTensors(`${prefix}.ln_2`, config),
    ...bias('mlp.c_fc', 4 * C),
    ...bias('mlp.c_proj', C),
  ];
}

function normTensors(prefix: string, {nEmbd, bias}: GptConfig): TensorInfo[] {
  const weight = {name: `${prefix}.weight`, shape: [nEmbd]};
  return bias ? [weight, {name: `${prefix}.bias`, shape: [nEmbd]}] : [weight];
}
