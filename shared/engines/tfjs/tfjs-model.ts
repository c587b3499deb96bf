// A GPT inside TensorFlow.js: checks input, queues calls and hands them on.
// The plain backend computes on the thread that calls, not beside it as the compiled engines do.
import {CallQueue} from '../call-queue.ts';
import {
  type Batch,
  type GenerateOptions,
  type GptConfig,
  type GptModel,
  type ModelOptions,
  type Objective,
  type OptimizerOptions,
  POOLINGS,
  type Pooling,
  type StepResult,
  type TensorInfo,
  type TensorKind,
} from '../contract/engine.ts';
import {listTensors} from '../contract/gpt-tensors.ts';
import {initialValues} from '../initial-weights.ts';
import {groupPrompts, newTokenCaps, type PromptGroup} from '../prompt-groups.ts';
import {TensorTable} from '../tensor-table.ts';
import {
  requireTargets,
  takeBatch,
  takeGenerateOptions,
  takeObjectives,
  takePrompts,
  validateConfig,
  validateExtent,
  validateModelOptions,
  validateObjective,
  validateOptimizer,
} from '../validation/validate.ts';
import {requireInteger, requireOneOf, requireProduct} from '../validation/validate-numbers.ts';
import type {Backend} from './backend.ts';
import {generateTogether, pooledStates} from './decode.ts';
import {noDropout} from './dropout.ts';
import {hiddenStates, logitsOf, type Pass} from './forward.ts';
import {weightedLoss} from './loss.ts';
import {documentMask} from './mask.ts';
import {plannedBytes, requireRow, requireWeights, splitBatch} from './memory.ts';
import {ModelState} from './state.ts';
import {lossWeights} from './targets.ts';
import {accumulateGradients, type Trainee, updateValues} from './train.ts';

export class TfjsGptModel implements GptModel {
  readonly config: GptConfig;
  readonly parameterCount: number;
  private readonly backend: Backend;
  private readonly trainable: boolean;
  private readonly table: TensorTable;
  private readonly state: ModelState;
  private readonly trainee: Trainee;
  private readonly calls = new CallQueue();
  private updates = 0;
  /** The largest batch that was reserved. */
  private largest = {B: 0, T: 0};

  constructor(config: GptConfig, options: ModelOptions, backend: Backend) {
    validateConfig(config);
    validateModelOptions(options);
    const {seed, trainable, blank} = options;
    this.config = Object.freeze({...config});
    this.backend = backend;
    this.trainable = trainable;
    this.table = new TensorTable(listTensors(config), trainable);
    requireWeights(this.table.list, backend.gpu);
    this.parameterCount = this.table.parameterCount;
    this.state = new ModelState(backend, this.table.list, trainable);
    const {table, state} = this;
    this.trainee = {backend, config: this.config, table, state, seed};
    if (blank) return;
    table.list.forEach((tensor, i) => {
      state.write(0, i, initialValues(tensor, config, seed));
    });
  }

  get stepCount(): number {
    this.calls.requireAlive();
    return this.updates;
  }

  set stepCount(step: number) {
    requireInteger(step, 'stepCount', 0);
    this.calls.requireIdle();
    this.updates = step;
  }

  memoryBytes(): number {
    this.calls.requireAlive();
    return plannedBytes(this.config, this.parameterCount, this.trainable, this.largest);
  }

  /** Bytes in use by all models of the process, on the device those that it keeps for reuse too. */
  heldBytes(): number {
    const {gpu, tf} = this.backend;
    return gpu ? gpu.heldBytes() : tf.memory().numBytes;
  }

  /** TensorFlow.js allocates as it goes: this counts the batch in memoryBytes, and looks whether a device takes it. */
  async reserve(B: number, T: number): Promise<void> {
    validateExtent(B, T, this.config);
    this.calls.requireAlive();
    requireRow(this.config, T, this.backend.gpu);
    this.largest = {B: Math.max(this.largest.B, B), T: Math.max(this.largest.T, T)};
  }

  async trainStep(
    batches: Batch[],
    objective: Objective | readonly Objective[],
    optimizer: OptimizerOptions,
  ): Promise<StepResult> {
    this.table.requireTrainable('trainStep');
    if (batches.length === 0) throw new RangeError('trainStep got no batch: expected at least one');
    const objectives = takeObjectives(objective, batches.length);
    const taken = batches.map((batch, i) => takeBatch(batch, this.config, objectives[i]));
    const update = {...optimizer};
    requireTargets(taken);
    validateOptimizer(update);
    return this.run(async () => {
      const loss = await accumulateGradients(this.trainee, taken, objectives, this.updates);
      this.updates++;
      const norm = await updateValues(this.trainee, update, this.updates);
      return {loss, gradientNorm: norm};
    });
  }

  async computeGradients(batch: Batch, objective: Objective): Promise<{loss: number}> {
    this.table.requireTrainable('computeGradients');
    const taken = takeBatch(batch, this.config, objective);
    requireTargets([taken]);
    validateObjective(objective);
    return this.run(async () => {
      const loss = await accumulateGradients(this.trainee, [taken], [objective], this.updates);
      return {loss};
    });
  }

  async evaluate(
    batch: Batch,
    objective: Objective,
  ): Promise<{lossSum: number; weightSum: number}> {
    const taken = takeBatch(batch, this.config, objective);
    validateObjective(objective);
    const weightSum = lossWeights(taken).reduce((sum, weight) => sum + weight, 0);
    const parts = splitBatch(taken, this.config, false, this.backend.gpu);
    return this.run(async () => {
      let lossSum = 0;
      for (const part of parts) {
        lossSum += (await this.valuesOf(pass => weightedLoss(pass, part, objective, 1)))[0];
      }
      return {lossSum, weightSum};
    });
  }

  async logits(batch: Batch): Promise<Float32Array> {
    const taken = takeBatch(batch, this.config);
    const {B, T, tokens} = taken;
    requireProduct({'batch.B': B, 'batch.T': T, vocabSize: this.config.vocabSize});
    return this.compute(pass => {
      const mask = documentMask(pass.tf, taken);
      return logitsOf(pass, hiddenStates(pass, {B, T, tokens, mask, past: 0}));
    });
  }

  async generate(given: Int32Array[], wanted: GenerateOptions): Promise<Int32Array[]> {
    const prompts = takePrompts(given, this.config);
    const options = takeGenerateOptions(prompts.length, wanted, this.config);
    const caps = newTokenCaps(prompts, options.maxNewTokens, this.config);
    const results: Int32Array[] = [];
    for (const {first, end} of this.groups(prompts, caps)) {
      const group = {
        prompts: prompts.slice(first, end),
        caps: caps.subarray(first, end),
        seeds: options.seeds.subarray(first, end),
      };
      results.push(...(await this.run(() => generateTogether(this.pass(), group, options))));
      options.onProgress?.(results.length);
    }
    return results;
  }

  async scoreNext(prompts: Int32Array[]): Promise<Float32Array> {
    return this.eachGroup(prompts, this.config.vocabSize, (pass, group) =>
      pass.tf.logSoftmax(logitsOf(pass, pooledStates(pass, group, 'last'))),
    );
  }

  async embed(prompts: Int32Array[], pooling: Pooling): Promise<Float32Array> {
    requireOneOf(pooling, POOLINGS, 'pooling');
    return this.eachGroup(prompts, this.config.nEmbd, (pass, group) =>
      pooledStates(pass, group, pooling),
    );
  }

  tensors(): TensorInfo[] {
    return this.table.copy();
  }

  /** Copies the arrays of these kinds from the device, where there is one. */
  async fetchTensors(kinds: readonly TensorKind[]): Promise<void> {
    const places = kinds.map(kind => this.table.locate(this.table.list[0].name, kind));
    await this.run(async () => {
      for (const {kindIndex} of places) await this.state.fetch(kindIndex);
    });
  }

  readTensor(name: string, kind: TensorKind = 'value'): Float32Array {
    this.calls.requireIdle();
    const {index, kindIndex} = this.table.locate(name, kind);
    return this.state.read(kindIndex, index);
  }

  writeTensor(name: string, values: Float32Array, kind: TensorKind = 'value'): void {
    this.calls.requireIdle();
    const {index, kindIndex} = this.table.locate(name, kind);
    this.table.requireValues(index, values);
    this.state.write(kindIndex, index, values);
  }

  /** Frees the model's tensors once the calls already made have run. */
  dispose(): void {
    this.calls.dispose(() => this.state.dispose());
  }

  /** Rows of `width` numbers, one for each prompt, computed a group at a time. */
  private async eachGroup(
    given: Int32Array[],
    width: number,
    rowsOf: (pass: Pass, group: Int32Array[]) => ReturnType<typeof logitsOf>,
  ): Promise<Float32Array> {
    const prompts = takePrompts(given, this.config);
    requireProduct({prompts: prompts.length, 'numbers for each': width});
    const rows = new Float32Array(prompts.length * width);
    for (const {first, end} of this.groups(prompts, new Int32Array(prompts.length))) {
      rows.set(await this.compute(pass => rowsOf(pass, prompts.slice(first, end))), first * width);
    }
    return rows;
  }

  private groups(prompts: Int32Array[], caps: Int32Array): PromptGroup[] {
    return this.backend.promptsTogether === 1
      ? prompts.map((_, first) => ({first, end: first + 1}))
      : groupPrompts(prompts, caps, this.config);
  }

  /** Values of the tensor that `build` makes, without dropout; everything else it makes is freed. */
  private compute(build: (pass: Pass) => ReturnType<typeof logitsOf>): Promise<Float32Array> {
    return this.run(() => this.valuesOf(build));
  }

  private async valuesOf(
    build: (pass: Pass) => ReturnType<typeof logitsOf>,
  ): Promise<Float32Array> {
    const tensor = this.backend.tf.tidy(() => build(this.pass()));
    const values = await tensor.data();
    tensor.dispose();
    return values as Float32Array;
  }

  private run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.calls.run(async () => {
      // Lets timers, signals and other streams have their turn between two calls.
      await new Promise(resolve => setTimeout(resolve));
      const result = await task();
      this.backend.gpu?.requireWorking();
      return result;
    });
  }

  private pass(): Pass {
    const {tf} = this.backend;
    const {config, state} = this;
    return {tf, config, weights: state.valuesByName(), dropout: noDropout, derives: false};
  }
}
