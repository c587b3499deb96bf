// The named arrays of one model: finds them by name, and refuses what is not there.

import type {TensorInfo, TensorKind} from './contract/engine.ts';
import {countParameters, tensorLength} from './contract/gpt-tensors.ts';
import {requireOneOf, requireType} from './validation/validate-numbers.ts';

const KINDS: readonly TensorKind[] = ['value', 'gradient', 'moment1', 'moment2'];

/** A tensor's place in `list`, and its kind's number: 0 value, 1 gradient, 2 and 3 the moments. */
export interface TensorPlace {
  index: number;
  kindIndex: number;
}

/** Tensors of a model by name. */
export class TensorTable {
  readonly list: TensorInfo[];
  readonly parameterCount: number;
  private readonly trainable: boolean;
  private readonly indices: Map<string, number>;

  constructor(list: TensorInfo[], trainable: boolean) {
    this.list = list;
    this.parameterCount = countParameters(this.list);
    this.trainable = trainable;
    this.indices = new Map(this.list.map(({name}, i) => [name, i]));
  }

  /** The tensors, as copies that may be changed. */
  copy(): TensorInfo[] {
    return this.list.map(({name, shape}) => ({name, shape: [...shape]}));
  }

  /** Where a tensor is; throws unless the model has it. */
  locate(name: string, kind: TensorKind): TensorPlace {
    const index = this.indices.get(name);
    if (index === undefined) {
      throw new RangeError(
        `the model has no tensor ${name}: its tensors are ${[...this.indices.keys()].join(', ')}`,
      );
    }
    requireOneOf(kind, KINDS, "a tensor's kind");
    const kindIndex = KINDS.indexOf(kind);
    if (kindIndex > 0) this.requireTrainable(`a tensor's ${kind}`);
    return {index, kindIndex};
  }

  /** Throws unless there are as many values as the tensor has. */
  requireValues(index: number, values: Float32Array): void {
    const {name, shape} = this.list[index];
    requireType(values, 'Float32Array', name);
    const expected = tensorLength(this.list[index]);
    if (values.length !== expected) {
      throw new RangeError(
        `${name} got ${values.length} values: expected ${expected}, shape (${shape.join(', ')})`,
      );
    }
  }

  /** Throws unless the model keeps gradients and moments. */
  requireTrainable(what: string): void {
    if (!this.trainable) {
      throw new Error(`${what} needs a trainable model: create it with trainable: true`);
    }
  }
}
