// How many training sets hold each gene: one tensor, `model.safetensors`.
import {join} from 'node:path';
import {z} from 'zod';
import {readShaped, writeSafetensors} from '../../formats/safetensors/safetensors.ts';
import {modelKind} from './model-kind.ts';

export interface PopularityModel {
  kind: 'popularity';
  /** S, number of training sets. */
  setCount: number;
  /** Training sets that hold each token; whole numbers, exact up to 2^24. Shape (V). */
  geneSets: Float32Array;
}

const settings = z.strictObject({kind: z.literal('popularity'), setCount: z.int()});
const GENE_SETS = 'gene_sets';

const weightsPath = (folder: string) => join(folder, 'model.safetensors');

export const popularityKind = modelKind<PopularityModel, typeof settings>({
  settings,
  pickSettings: ({kind, setCount}) => ({kind, setCount}),
  async readData(folder, found) {
    const tensors = await readShaped(weightsPath(folder), [{name: GENE_SETS, shape: [null]}]);
    return {...found, geneSets: tensors.get(GENE_SETS)!.values};
  },
  writeData: (folder, {geneSets}) =>
    writeSafetensors(
      weightsPath(folder),
      new Map([[GENE_SETS, {shape: [geneSets.length], values: geneSets}]]),
    ),
  count: async (_, {setCount}) => ({sets: setCount}),
});
