// EASE: its weights, the tokens they are about, and how many training sets hold each token, for all other genes.
import {join} from 'node:path';
import {z} from 'zod';
import {
  inspectSafetensors,
  readSafetensors,
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
    const tensors = await readSafetensors(path, name => name !== 'weights');
    const valuesOf = (name: string) => tensors.get(name)!.values;
    return {
      ...found,
      weights: await openRows(path, 'weights'),
      genes: Int32Array.from(valuesOf('genes')),
      geneSets: valuesOf('gene_sets'),
    };
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
    const {shape} = tensors.find(({name}) => name === 'weights')!;
    return {sets: setCount, genes: shape[0]};
  },
});
