// The arrays of one model inside TensorFlow.js: values and, for training, gradients and moments.
import type {Tensor} from '@tensorflow/tfjs-core';
import type {TensorInfo} from '../contract/engine.ts';
import {tensorLength} from '../contract/gpt-tensors.ts';
import type {Backend} from './backend.ts';

/** Arrays by kind (0 value, 1 gradient, 2 and 3 the moments), then by number of the tensor. */
export class ModelState {
  private readonly backend: Backend;
  private readonly infos: readonly TensorInfo[];
  private readonly arrays: Tensor[][];
  /** Copies of a device's arrays, which cannot be read at once; undefined where the array has changed since. */
  private readonly copies: (Float32Array | undefined)[][] | undefined;

  constructor(backend: Backend, infos: readonly TensorInfo[], trainable: boolean) {
    this.backend = backend;
    this.infos = infos;
    const kinds = Array.from({length: trainable ? 4 : 1});
    this.arrays = kinds.map(() => infos.map(({shape}) => backend.tf.zeros(shape)));
    if (!backend.readsAtOnce) {
      this.copies = kinds.map(() => infos.map(info => new Float32Array(tensorLength(info))));
    }
  }

  /** Every array of a kind, in the order of the tensors. */
  all(kind: number): readonly Tensor[] {
    return this.arrays[kind];
  }

  /** Values by name. */
  valuesByName(): Map<string, Tensor> {
    return new Map(this.infos.map(({name}, i) => [name, this.arrays[0][i]]));
  }

  read(kind: number, index: number): Float32Array {
    if (!this.copies) return (this.arrays[kind][index].dataSync() as Float32Array).slice();
    const copy = this.copies[kind][index];
    if (copy) return copy.slice();
    throw new Error(
      `tensor ${this.infos[index].name} changed on the device since it was fetched: await fetchTensors first`,
    );
  }

  write(kind: number, index: number, values: Float32Array): void {
    // The plain backend keeps the array it is given.
    const own = values.slice();
    this.replace(kind, index, this.backend.tf.tensor(own, this.infos[index].shape, 'float32'));
    if (this.copies) this.copies[kind][index] = own;
  }

  /** Takes over `tensor` in place of an array. */
  replace(kind: number, index: number, tensor: Tensor): void {
    this.arrays[kind][index].dispose();
    this.arrays[kind][index] = this.backend.tf.keep(tensor);
    if (this.copies) this.copies[kind][index] = undefined;
  }

  /** Copies the arrays of a kind that changed from the device, so that they can be read. */
  async fetch(kind: number): Promise<void> {
    for (const [index, copy] of this.copies?.[kind].entries() ?? []) {
      if (copy) continue;
      this.copies![kind][index] = (await this.arrays[kind][index].data()) as Float32Array;
    }
  }

  dispose(): void {
    for (const tensor of this.arrays.flat()) tensor.dispose();
  }
}
