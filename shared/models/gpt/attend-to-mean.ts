// Lets a fresh GPT with meaningful embeddings begin by averaging what it sees, so that training starts from a linear reader
// of sets instead of having to find one (after Trockman and Kolter, "Mimetic initialization of self-attention layers", 2023).
import type {GptModel} from '../../engines/contract/engine.ts';

/**
 * The first block's values and projection start near the identity: its attention, as good as equal at the start, adds
 * `gain` times the mean of the normalized embeddings of a token and those before it.
 */
export function attendToMean(model: GptModel, gain: number): void {
  const C = model.config.nEmbd;
  changeTensor(model, 'transformer.h.0.attn.c_attn.weight', values => {
    for (let c = 0; c < C; c++) values[c * 3 * C + 2 * C + c] += 1;
  });
  changeTensor(model, 'transformer.h.0.attn.c_proj.weight', values => {
    for (let c = 0; c < C; c++) values[c * C + c] += 1;
    for (let i = 0; i < values.length; i++) values[i] *= gain;
  });
}

/** Edits a weight in place. */
export function changeTensor(
  model: GptModel,
  name: string,
  edit: (values: Float32Array) => void,
): void {
  const values = model.readTensor(name);
  edit(values);
  model.writeTensor(name, values);
}
