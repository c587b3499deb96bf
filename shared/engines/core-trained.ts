// What models inside the core share, whatever their architecture: named tensors, step count, a queue of calls.

import {CallQueue} from './call-queue.ts';
import type {TensorInfo, TensorKind} from './contract/engine.ts';
import {tensorLength} from './contract/gpt-tensors.ts';
import type {CoreModel, CoreReply, CoreRequest} from './core.ts';
import type {TensorTable} from './tensor-table.ts';
import {requireInteger} from './validation/validate-numbers.ts';

/** Writes the values that a tensor starts with into an array of its length. */
export type Initialize = (tensor: TensorInfo, values: Float32Array) => void;

/** A model inside the core, whose tensors start at what `initial` says. */
export class CoreTrained {
  readonly parameterCount: number;
  protected readonly table: TensorTable;
  private readonly model: CoreModel;
  private readonly calls = new CallQueue();

  /** Without `initial` all weights stay 0, for the caller to write. */
  constructor(table: TensorTable, model: CoreModel, initial?: Initialize) {
    this.table = table;
    this.model = model;
    this.parameterCount = table.parameterCount;
    if (!initial) return;
    // One array for all: the memory of one for each would stay until it is collected.
    const longest = new Float32Array(Math.max(...table.list.map(tensorLength)));
    table.list.forEach((tensor, i) => {
      const values = longest.subarray(0, tensorLength(tensor));
      initial(tensor, values);
      model.writeTensor(i, 0, values);
    });
  }

  get stepCount(): number {
    return this.alive().getStepCount();
  }

  set stepCount(step: number) {
    requireInteger(step, 'stepCount', 0);
    this.idle().setStepCount(step);
  }

  memoryBytes(): number {
    return this.alive().memoryBytes();
  }

  tensors(): TensorInfo[] {
    return this.table.copy();
  }

  readTensor(name: string, kind: TensorKind = 'value'): Float32Array {
    const model = this.idle();
    const {index, kindIndex} = this.table.locate(name, kind);
    const values = new Float32Array(tensorLength(this.table.list[index]));
    model.readTensor(index, kindIndex, values);
    return values;
  }

  writeTensor(name: string, values: Float32Array, kind: TensorKind = 'value'): void {
    const model = this.idle();
    const {index, kindIndex} = this.table.locate(name, kind);
    this.table.requireValues(index, values);
    model.writeTensor(index, kindIndex, values);
  }

  /** Frees the model's memory once the calls already made have run. */
  dispose(): void {
    this.calls.dispose(() => this.model.dispose());
  }

  protected run(request: CoreRequest): Promise<CoreReply> {
    return this.calls.run(() => this.model.run(request));
  }

  private alive(): CoreModel {
    this.calls.requireAlive();
    return this.model;
  }

  /** The model, for reading or writing its memory: not while a call changes it. */
  private idle(): CoreModel {
    this.calls.requireIdle();
    return this.model;
  }
}
