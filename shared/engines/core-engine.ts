// The Engine over a compiled core: checks input, queues calls, names tensors, groups prompts. Both engines share it.

import {
  type Batch,
  type Engine,
  type GenerateOptions,
  type GptConfig,
  type GptModel,
  type ModelOptions,
  type Objective,
  type OptimizerOptions,
  POOLINGS,
  type Pooling,
  type StepResult,
} from './contract/engine.ts';
import {listTensors} from './contract/gpt-tensors.ts';
import type {KeptSets, TokenRows} from './contract/kept-sets.ts';
import type {BinaryRows, DenseMatrix, WeightedRows} from './contract/matrix-engine.ts';
import type {RankedGenes, RankNetwork} from './contract/rank-network.ts';
import type {SetEncoderConfig, SetEncoderEngine, SetEncoderModel} from './contract/set-encoder.ts';
import {type Core, decoderShape} from './core.ts';
import {keepSetsInCore} from './core-kept-sets.ts';
import {gramMatrix, invertPositiveDefinite, multiply, multiplyByGram} from './core-matrices.ts';
import {rankGradient, rankScores} from './core-ranks.ts';
import {CoreSetEncoder} from './core-set-encoder.ts';
import {CoreTrained, type Initialize} from './core-trained.ts';
import {initialValues} from './initial-weights.ts';
import {groupPrompts, newTokenCaps} from './prompt-groups.ts';
import {
  embedRequest,
  evaluateRequest,
  generateRequest,
  gradientsRequest,
  joinFloats,
  logitsRequest,
  reserveRequest,
  scoreNextRequest,
  trainStepRequest,
} from './requests.ts';
import {TensorTable} from './tensor-table.ts';
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
} from './validation/validate.ts';
import {requireOneOf, requireProduct} from './validation/validate-numbers.ts';
import {validateSetEncoderConfig} from './validation/validate-sets.ts';

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
    validateModelOptions(options);
    return new CoreGptModel(config, options, this.core);
  }

  gramMatrix(rows: BinaryRows, columns: number): Promise<Float32Array> {
    return gramMatrix(this.core, rows, columns);
  }

  invertPositiveDefinite(matrix: Float32Array, n: number): Promise<Float32Array> {
    return invertPositiveDefinite(this.core, matrix, n);
  }

  multiply(A: DenseMatrix, B: DenseMatrix, transposed?: boolean): Promise<DenseMatrix> {
    return multiply(this.core, A, B, transposed);
  }

  multiplyByGram(A: WeightedRows, X: DenseMatrix): Promise<DenseMatrix> {
    return multiplyByGram(this.core, A, X);
  }

  rankGradient(network: RankNetwork, cases: readonly RankedGenes[]): Promise<Float32Array> {
    return rankGradient(this.core, network, cases);
  }

  rankScores(network: RankNetwork, features: Float32Array): Promise<Float32Array> {
    return rankScores(this.core, network, features);
  }

  keepSets(sets: TokenRows, vocabSize: number): Promise<KeptSets> {
    return keepSetsInCore(this.core, sets, vocabSize);
  }

  createSetEncoder(config: SetEncoderConfig, options: ModelOptions): SetEncoderModel {
    validateSetEncoderConfig(config);
    validateModelOptions(options);
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
    objective: Objective | readonly Objective[],
    optimizer: OptimizerOptions,
  ): Promise<StepResult> {
    this.table.requireTrainable('trainStep');
    if (batches.length === 0) throw new RangeError('trainStep got no batch: expected at least one');
    const objectives = takeObjectives(objective, batches.length);
    const taken = batches.map((batch, i) => takeBatch(batch, this.config, objectives[i]));
    requireTargets(taken);
    validateOptimizer(optimizer);
    const {scalars} = await this.run(trainStepRequest(taken, objectives, optimizer));
    return {loss: scalars[0], gradientNorm: scalars[1]};
  }

  async computeGradients(batch: Batch, objective: Objective): Promise<{loss: number}> {
    this.table.requireTrainable('computeGradients');
    const taken = takeBatch(batch, this.config, objective);
    requireTargets([taken]);
    validateObjective(objective);
    const {scalars} = await this.run(gradientsRequest(taken, objective));
    return {loss: scalars[0]};
  }

  async evaluate(
    batch: Batch,
    objective: Objective,
  ): Promise<{lossSum: number; weightSum: number}> {
    const taken = takeBatch(batch, this.config, objective);
    validateObjective(objective);
    const {scalars} = await this.run(evaluateRequest(taken, objective));
    return {lossSum: scalars[0], weightSum: scalars[1]};
  }

  async logits(batch: Batch): Promise<Float32Array> {
    const taken = takeBatch(batch, this.config);
    const {vocabSize} = this.config;
    requireProduct({'batch.B': taken.B, 'batch.T': taken.T, vocabSize});
    return (await this.run(logitsRequest(taken, vocabSize))).floats;
  }

  async generate(given: Int32Array[], wanted: GenerateOptions): Promise<Int32Array[]> {
    const prompts = takePrompts(given, this.config);
    const options = takeGenerateOptions(prompts.length, wanted, this.config);
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

  async scoreNext(given: Int32Array[]): Promise<Float32Array> {
    const prompts = takePrompts(given, this.config);
    const V = this.config.vocabSize;
    requireProduct({prompts: prompts.length, vocabSize: V});
    const caps = new Int32Array(prompts.length);
    const parts: Float32Array[] = [];
    for (const {first, end} of groupPrompts(prompts, caps, this.config)) {
      parts.push((await this.run(scoreNextRequest(prompts.slice(first, end), V))).floats);
    }
    return parts.length === 1 ? parts[0] : joinFloats(parts);
  }

  async embed(given: Int32Array[], pooling: Pooling): Promise<Float32Array> {
    const prompts = takePrompts(given, this.config);
    requireOneOf(pooling, POOLINGS, 'pooling');
    const C = this.config.nEmbd;
    requireProduct({prompts: prompts.length, nEmbd: C});
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
