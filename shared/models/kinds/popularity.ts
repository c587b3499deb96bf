// How many training sets hold each gene.
import {z} from 'zod';
import {readGeneSets, writeGeneSets} from './gene-sets-file.ts';
import {modelKind} from './model-kind.ts';

export interface PopularityModel {
  kind: 'popularity';
  /** S, number of training sets. */
  setCount: number;
  /** Training sets that hold each token; whole numbers, exact up to 2^24. Shape (V). */
  geneSets: Float32Array;
}

const settings = z.strictObject({kind: z.literal('popularity'), setCount: z.int()});

export const popularityKind = modelKind<PopularityModel, typeof settings>({
  settings,
  pickSettings: ({kind, setCount}) => ({kind, setCount}),
  readData: async (folder, found) => ({...found, geneSets: await readGeneSets(folder)}),
  writeData: (folder, {geneSets}) => writeGeneSets(folder, geneSets),
  count: async (_, {setCount}) => ({sets: setCount}),
});
