import type {GptConfig} from '../../shared/engines/contract/engine.ts';
import {listTensors, tensorLength} from '../../shared/engines/contract/gpt-tensors.ts';
import type {Tensors} from '../../shared/formats/safetensors/safetensors.ts';

/** All tensors of a config, filled with small numbers that tell them apart. */
export function numberedTensors(config: GptConfig): Tensors {
  return new Map(
    listTensors(config).map((tensor, index) => {
      const {name, shape} = tensor;
      const length = tensorLength(tensor);
      return [name, {shape, values: Float32Array.from({length}, (_, i) => index + i / 64)}];
    }),
  );
}
