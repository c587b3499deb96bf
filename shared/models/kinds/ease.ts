// EASE: its weights, the tokens they are about, and how many training sets hold each token, for all other genes.
import {join} from 'node:path';
import {z} from 'zod';
import {checkIndices, damaged} from '../../formats/check-index.ts';
import {
  inspectSafetensors,
  readShaped,
  writeSafetensors,
} from '../../formats/safetensors/safetensors.ts';
import {openRows} from '../../formats/safetensors/safetensors-rows.ts';
import type {EaseWeights} from '../baselines/ease.ts';
import {modelKind} from './model-kind.ts';

export interface EaseModel extends EaseWeights {
  kind: 'ease';
  lambda: number;
  /** S, number of training sets. */
  setCount: number;
  /** Training sets that hold each token; whole numbers, exact up to 2^24. Shape (V). */
  geneSets: Float32Array;
}

const settings = z.strictObject({
  kind: z.literal('ease'),
  lambda: z.number(),
  setCount: z.int(),
});

const weightsPath = (folder: string) => join(folder, 'model.safetensors');

export const easeKind = modelKind<EaseModel, typeof settings>({
  settings,
  pickSettings: ({kind, lambda, setCount}) => ({kind, lambda, setCount}),
  async readData(folder, found) {
    const path = weightsPath(folder);
    const vectors = ['genes', 'gene_sets'].map(name => ({name, shape: [null]}));
    const tensors = await readShaped(path, vectors);
    const [genes, geneSets] = vectors.map(({name}) => tensors.get(name)!.values);
    const weights = await openRows(path, 'weights');
    checkIndices(path, 'genes', genes, geneSets.length, 1);
    if (weights.rows !== genes.length || weights.columns !== genes.length) {
      const shape = `a shape of ${weights.rows} × ${weights.columns}`;
      throw damaged(path, 'weights', shape, `one row and column for each of ${genes.length} genes`);
    }
    return {...found, weights, genes: Int32Array.from(genes), geneSets};
  },
  async writeData(folder, {weights, genes, geneSets}) {
    const n = genes.length;
    return writeSafetensors(
      weightsPath(folder),
      new Map([
        ['weights', {shape: [n, n], values: await weights.values()}],
        ['genes', {shape: [n], values: Float32Array.from(genes)}],
        ['gene_sets', {shape: [geneSets.length], values: geneSets}],
      ]),
    );
  },
  async count(folder, {setCount}) {
    const {tensors} = await inspectSafetensors(weightsPath(folder));
    const weights = tensors.find(({name}) => name === 'weights');
    return {sets: setCount, genes: weights?.shape[0] ?? 0};
  },
});
