// How many training sets hold each token, for kinds of models that keep no other weights: one tensor, `model.safetensors`.
import {join} from 'node:path';
import {readShaped, writeSafetensors} from '../../formats/safetensors/safetensors.ts';

const GENE_SETS = 'gene_sets';

const weightsPath = (folder: string) => join(folder, 'model.safetensors');

/** The counts, of V tokens where it is known how many there are. */
export async function readGeneSets(folder: string, V: number | null = null): Promise<Float32Array> {
  const tensors = await readShaped(weightsPath(folder), [{name: GENE_SETS, shape: [V]}]);
  return tensors.get(GENE_SETS)!.values;
}

export function writeGeneSets(folder: string, values: Float32Array): Promise<void> {
  return writeSafetensors(
    weightsPath(folder),
    new Map([[GENE_SETS, {shape: [values.length], values}]]),
  );
}
