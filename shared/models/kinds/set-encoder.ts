// A set encoder: its shape and loss in model.json, its weights as `model.safetensors` beside it.
import {join} from 'node:path';
import {z} from 'zod';
import {countParameters} from '../../engines/contract/gpt-tensors.ts';
import {
  POOLINGS,
  SET_LOSSES,
  type SetEncoderConfig,
  type SetLoss,
} from '../../engines/contract/set-encoder.ts';
import {listSetEncoderTensors} from '../../engines/contract/set-encoder-tensors.ts';
import {extent, layerCount} from '../../formats/hugging-face/gpt2-folder.ts';
import {readShaped, type Tensors, writeSafetensors} from '../../formats/safetensors/safetensors.ts';
import {modelKind} from './model-kind.ts';

export interface SetEncoderCompletionModel {
  kind: 'set-encoder';
  /** The loss it was trained for: how its logits read as probabilities. */
  loss: SetLoss;
  config: SetEncoderConfig;
  tensors: Tensors;
}

const settings = z.strictObject({
  kind: z.literal('set-encoder'),
  loss: z.enum(SET_LOSSES),
  config: z.strictObject({
    vocabSize: extent,
    nEmbd: extent,
    // Without a block the pooled vector itself meets the head.
    nLayer: layerCount.or(z.literal(0)),
    nHead: extent,
    pooling: z.enum(POOLINGS),
    tiedHead: z.boolean(),
    dropout: z.number().min(0).lt(1),
  }),
});

const weightsPath = (folder: string) => join(folder, 'model.safetensors');

export const setEncoderKind = modelKind<SetEncoderCompletionModel, typeof settings>({
  settings,
  pickSettings: ({kind, loss, config}) => ({kind, loss, config}),
  async readData(folder, found) {
    const tensors = await readShaped(weightsPath(folder), listSetEncoderTensors(found.config));
    return {...found, tensors};
  },
  writeData: (folder, {tensors}) => writeSafetensors(weightsPath(folder), tensors),
  async count(_, {config}) {
    const tensors = listSetEncoderTensors(config);
    return {parameters: countParameters(tensors), tensors: tensors.length};
  },
});
