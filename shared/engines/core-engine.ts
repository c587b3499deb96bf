// The Engine over a compiled core: checks input, queues calls, names tensors, groups prompts. Both engines share it.
import type {
  Batch,
  Engine,
  GenerateOptions,
  GptConfig,
  GptModel,
  ModelOptions,
  Objective,
  OptimizerOptions,
  Pooling,
  StepResult,
  TensorInfo,
  TensorKind,
} from '../gpt/engine.ts';
import {countParameters, listTensors, tensorLength} from '../gpt/parameters.ts';
import type {Core, CoreModel, CoreReply, CoreRequest} from './core.ts';
import {initialValues} from './initial-weights.ts';
import {groupPrompts, newTokenCaps} from './prompt-groups.ts';
import {
  embedRequest,
  evaluateRequest,
  generateRequest,
  gradientsRequest,
  logitsRequest,
  reserveRequest,
  scoreNextRequest,
  trainStepRequest,
} from './requests.ts';
import {
  requireTargets,
  validateBatch,
  validateConfig,
  validateExtent,
  validateGenerate,
  validateOptimizer,
  validatePrompts,
} from './validate.ts';

const KINDS: readonly TensorKind[] = ['value', 'gradient', 'moment1', 'moment2'];

/** An engine whose models live in `core`. */
export class CoreEngine implements Engine {
  readonly name: 'native' | 'wasm';
  readonly description: string;
  readonly threads: number;
  private readonly core: Core;

  constructor(name: 'native' | 'wasm', description: string, threads: number, core: Core) {
    this.name = name;
    this.description = description;
    this.threads = threads;
    this.core = core;
  }

  createModel(config: GptConfig, options: ModelOptions): GptModel {
    validateConfig(config);
    return new CoreGptModel(config, options, this.core);
  }
}

class CoreGptModel implements GptModel {
  readonly config: GptConfig;
  readonly parameterCount: number;
  private readonly trainable: boolean;
  private readonly model: CoreModel;
  private readonly tensorList: TensorInfo[];
  private readonly tensorIndex: Map<string, number>;
  private disposed = false;
  private pending = 0;
  /** Settles when all calls made so far have run. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(config: GptConfig, {seed, trainable}: ModelOptions, core: Core) {
    this.config = Object.freeze({...config});
    this.trainable = trainable;
    this.tensorList = listTensors(config);
    this.tensorIndex = new Map(this.tensorList.map(({name}, i) => [name, i]));
    this.parameterCount = countParameters(this.tensorList);
    this.model = core.createModel(config, seed, trainable);
    this.tensorList.forEach((tensor, i) => {
      this.model.writeTensor(i, 0, initialValues(tensor, config, seed));
    });
  }

  get stepCount(): number {
    return this.alive().getStepCount();
  }

  set stepCount(step: number) {
    if (!Number.isInteger(step) || step < 0) {
      throw new RangeError(`stepCount is ${step}: expected an integer of 0 or more`);
    }
    this.idle().setStepCount(step);
  }

  memoryBytes(): number {
    return this.alive().memoryBytes();
  }

  async reserve(B: number, T: number): Promise<void> {
    validateExtent(B, T, this.config);
    await this.run(reserveRequest(B, T));
  }

  async trainStep(
    batches: Batch[],
    objective: Objective,
    optimizer: OptimizerOptions,
  ): Promise<StepResult> {
    this.requireTrainable('trainStep');
    if (batches.length === 0) throw new RangeError('trainStep got no batch: expected at least one');
    for (const batch of batches) validateBatch(batch, this.config);
    requireTargets(batches);
    validateOptimizer(optimizer);
    const {scalars} = await this.run(trainStepRequest(batches, objective, optimizer));
    return {loss: scalars[0], gradientNorm: scalars[1]};
  }

  async computeGradients(batch: Batch, objective: Objective): Promise<{loss: number}> {
    this.requireTrainable('computeGradients');
    validateBatch(batch, this.config);
    requireTargets([batch]);
    const {scalars} = await this.run(gradientsRequest(batch, objective));
    return {loss: scalars[0]};
  }

  async evaluate(
    batch: Batch,
    objective: Objective,
  ): Promise<{lossSum: number; weightSum: number}> {
    validateBatch(batch, this.config);
    const {scalars} = await this.run(evaluateRequest(batch, objective));
    return {lossSum: scalars[0], weightSum: scalars[1]};
  }

  async logits(batch: Batch): Promise<Float32Array> {
    validateBatch(batch, this.config);
    return (await this.run(logitsRequest(batch, this.config.vocabSize))).floats;
  }

  async generate(prompts: Int32Array[], options: GenerateOptions): Promise<Int32Array[]> {
    validatePrompts(prompts, this.config);
    validateGenerate(prompts.length, options, this.config);
    const caps = newTokenCaps(prompts, options.maxNewTokens, this.config);
    const results: Int32Array[] = [];
    for (const {first, end} of groupPrompts(prompts, caps, this.config)) {
      const groupCaps = caps.subarray(first, end);
      const request = generateRequest(
        prompts.slice(first, end),
        groupCaps,
        options.seeds.subarray(first, end),
        options,
      );
      results.push(...splitGenerated((await this.run(request)).ints, groupCaps));
      options.onProgress?.(results.length);
    }
    return results;
  }

  async scoreNext(prompts: Int32Array[]): Promise<Float32Array> {
    validatePrompts(prompts, this.config);
    const V = this.config.vocabSize;
    const scores = new Float32Array(prompts.length * V);
    const caps = new Int32Array(prompts.length);
    for (const {first, end} of groupPrompts(prompts, caps, this.config)) {
      const reply = await this.run(scoreNextRequest(prompts.slice(first, end), V));
      scores.set(reply.floats, first * V);
    }
    return scores;
  }

  async embed(prompts: Int32Array[], pooling: Pooling): Promise<Float32Array> {
    validatePrompts(prompts, this.config);
    const C = this.config.nEmbd;
    const hidden = new Float32Array(prompts.length * C);
    const caps = new Int32Array(prompts.length);
    for (const {first, end} of groupPrompts(prompts, caps, this.config)) {
      const reply = await this.run(embedRequest(prompts.slice(first, end), pooling, C));
      hidden.set(reply.floats, first * C);
    }
    return hidden;
  }

  tensors(): TensorInfo[] {
    return this.tensorList.map(({name, shape}) => ({name, shape: [...shape]}));
  }

  readTensor(name: string, kind: TensorKind = 'value'): Float32Array {
    const model = this.idle();
    const {index, kindIndex} = this.locate(name, kind);
    const values = new Float32Array(tensorLength(this.tensorList[index]));
    model.readTensor(index, kindIndex, values);
    return values;
  }

  writeTensor(name: string, values: Float32Array, kind: TensorKind = 'value'): void {
    const model = this.idle();
    const {index, kindIndex} = this.locate(name, kind);
    const {shape} = this.tensorList[index];
    const expected = tensorLength(this.tensorList[index]);
    if (values.length !== expected) {
      throw new RangeError(
        `${name} got ${values.length} values: expected ${expected}, shape (${shape.join(', ')})`,
      );
    }
    model.writeTensor(index, kindIndex, values);
  }

  /** Frees the model's memory once the calls already made have run. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    const free = () => this.model.dispose();
    this.queue.then(free, free);
  }

  private run(request: CoreRequest): Promise<CoreReply> {
    this.alive();
    this.pending++;
    const result = this.queue.then(() => this.model.run(request)).finally(() => this.pending--);
    this.queue = result.catch(() => {});
    return result;
  }

  private alive(): CoreModel {
    if (this.disposed) throw new Error('the model has been disposed of: create another one');
    return this.model;
  }

  /** The model, for reading or writing its memory: not while a call changes it. */
  private idle(): CoreModel {
    if (this.pending > 0) {
      throw new Error(
        'a call on this model is still running: await it before reading or writing tensors',
      );
    }
    return this.alive();
  }

  private locate(name: string, kind: TensorKind): {index: number; kindIndex: number} {
    const index = this.tensorIndex.get(name);
    if (index === undefined) {
      throw new RangeError(
        `the model has no tensor ${name}: its tensors are ${[...this.tensorIndex.keys()].join(', ')}`,
      );
    }
    const kindIndex = KINDS.indexOf(kind);
    if (kindIndex > 0) this.requireTrainable(`a tensor's ${kind}`);
    return {index, kindIndex};
  }

  private requireTrainable(what: string): void {
    if (!this.trainable) {
      throw new Error(`${what} needs a trainable model: create it with trainable: true`);
    }
  }
}

/** Tokens of each prompt: counts come first, then as many places for each as its cap. */
function splitGenerated(ints: Int32Array, caps: Int32Array): Int32Array[] {
  let at = caps.length;
  return Array.from(caps, (cap, i) => {
    const tokens = ints.slice(at, at + ints[i]);
    at += cap;
    return tokens;
  });
}
