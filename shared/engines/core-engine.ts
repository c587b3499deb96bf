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
} from './contract/engine.ts';
import {listTensors} from './contract/gpt-tensors.ts';
import type {BinaryRows} from './contract/matrix-engine.ts';
import type {SetEncoderConfig, SetEncoderEngine, SetEncoderModel} from './contract/set-encoder.ts';
import {type Core, decoderShape} from './core.ts';
import {gramMatrix, invertPositiveDefinite} from './core-matrices.ts';
import {CoreSetEncoder} from './core-set-encoder.ts';
import {CoreTrained, type Initialize} from './core-trained.ts';
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
import {TensorTable} from './tensor-table.ts';
import {
  requireTargets,
  validateBatch,
  validateConfig,
  validateExtent,
  validateGenerate,
  validateOptimizer,
  validatePrompts,
} from './validate.ts';
import {validateSetEncoderConfig} from './validate-sets.ts';

/** An engine whose models live in `core`. */
export class CoreEngine implements Engine, SetEncoderEngine {
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

  gramMatrix(rows: BinaryRows, columns: number): Promise<Float32Array> {
    return gramMatrix(this.core, rows, columns);
  }

  invertPositiveDefinite(matrix: Float32Array, n: number): Promise<void> {
    return invertPositiveDefinite(this.core, matrix, n);
  }

  createSetEncoder(config: SetEncoderConfig, options: ModelOptions): SetEncoderModel {
    validateSetEncoderConfig(config);
    return new CoreSetEncoder(config, options, this.core);
  }
}

class CoreGptModel extends CoreTrained implements GptModel {
  readonly config: GptConfig;

  constructor(config: GptConfig, {seed, trainable, blank}: ModelOptions, core: Core) {
    const table = new TensorTable(listTensors(config), trainable);
    const initial: Initialize = (tensor, values) => {
      initialValues(tensor, config, seed, values);
    };
    super(
      table,
      core.createModel(decoderShape(config), seed, trainable),
      blank ? undefined : initial,
    );
    this.config = Object.freeze({...config});
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
    this.table.requireTrainable('trainStep');
    if (batches.length === 0) throw new RangeError('trainStep got no batch: expected at least one');
    for (const batch of batches) validateBatch(batch, this.config);
    requireTargets(batches);
    validateOptimizer(optimizer);
    const {scalars} = await this.run(trainStepRequest(batches, objective, optimizer));
    return {loss: scalars[0], gradientNorm: scalars[1]};
  }

  async computeGradients(batch: Batch, objective: Objective): Promise<{loss: number}> {
    this.table.requireTrainable('computeGradients');
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
