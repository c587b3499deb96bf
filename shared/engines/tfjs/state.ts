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
  /** Copies of the arrays on backends that cannot be read at once. */
  private readonly copies: Float32Array[][] | undefined;

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
    const copy = this.copies?.[kind][index];
    return (copy ?? (this.arrays[kind][index].dataSync() as Float32Array)).slice();
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
  }

  /** Renews the copies after arrays of these kinds were replaced. */
  async settle(kinds: readonly number[]): Promise<void> {
    if (!this.copies) return;
    for (const kind of kinds) {
      const values = await Promise.all(this.arrays[kind].map(tensor => tensor.data()));
      this.copies[kind] = values as Float32Array[];
    }
  }

  dispose(): void {
    for (const tensor of this.arrays.flat()) tensor.dispose();
  }
}
