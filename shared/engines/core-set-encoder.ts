// A set encoder over a compiled core: checks input, queues calls, groups prompts.

import type {ModelOptions, OptimizerOptions, StepResult} from './contract/engine.ts';
import type {SetBatch, SetEncoderConfig, SetEncoderModel, SetLoss} from './contract/set-encoder.ts';
import {listSetEncoderTensors} from './contract/set-encoder-tensors.ts';
import {type Core, type CoreRequest, setEncoderShape} from './core.ts';
import {CoreTrained, type Initialize} from './core-trained.ts';
import {initialSetEncoderValues} from './initial-weights.ts';
import {
  evaluateSetsRequest,
  promptSetsRequest,
  reserveSetsRequest,
  setGradientsRequest,
  trainSetsRequest,
} from './set-requests.ts';
import {TensorTable} from './tensor-table.ts';
import {validateOptimizer} from './validate.ts';
import {requireTargetSets, validateSetBatch, validateSets} from './validate-sets.ts';

/** Prompts of one call into the core, so that a hundred thousand of them need no memory at once. */
const GROUP = 256;

export class CoreSetEncoder extends CoreTrained implements SetEncoderModel {
  readonly config: SetEncoderConfig;

  constructor(config: SetEncoderConfig, {seed, trainable, blank}: ModelOptions, core: Core) {
    const table = new TensorTable(listSetEncoderTensors(config), trainable);
    const initial: Initialize = (tensor, values) => {
      initialSetEncoderValues(tensor, config, seed, values);
    };
    super(
      table,
      core.createModel(setEncoderShape(config), seed, trainable),
      blank ? undefined : initial,
    );
    this.config = Object.freeze({...config});
  }

  async reserve(sets: number, genes: number): Promise<void> {
    await this.run(reserveSetsRequest(sets, genes));
  }

  async trainStep(
    batches: SetBatch[],
    loss: SetLoss,
    optimizer: OptimizerOptions,
  ): Promise<StepResult> {
    this.table.requireTrainable('trainStep');
    for (const batch of batches) validateSetBatch(batch, this.config);
    requireTargetSets(batches);
    validateOptimizer(optimizer);
    const {scalars} = await this.run(trainSetsRequest(batches, loss, optimizer));
    return {loss: scalars[0], gradientNorm: scalars[1]};
  }

  async computeGradients(batch: SetBatch, loss: SetLoss): Promise<{loss: number}> {
    this.table.requireTrainable('computeGradients');
    validateSetBatch(batch, this.config);
    requireTargetSets([batch]);
    const {scalars} = await this.run(setGradientsRequest(batch, loss));
    return {loss: scalars[0]};
  }

  async evaluate(batch: SetBatch, loss: SetLoss): Promise<{lossSum: number; weightSum: number}> {
    validateSetBatch(batch, this.config);
    const {scalars} = await this.run(evaluateSetsRequest(batch, loss));
    return {lossSum: scalars[0], weightSum: scalars[1]};
  }

  scoreSets(prompts: readonly Int32Array[]): Promise<Float32Array> {
    return this.answer('logits', prompts, this.config.vocabSize);
  }

  embed(prompts: readonly Int32Array[]): Promise<Float32Array> {
    return this.answer('embed', prompts, this.config.nEmbd);
  }

  private async answer(
    operation: CoreRequest['operation'],
    prompts: readonly Int32Array[],
    width: number,
  ): Promise<Float32Array> {
    validateSets(prompts, this.config, 'prompt');
    const rows = new Float32Array(prompts.length * width);
    for (let first = 0; first < prompts.length; first += GROUP) {
      const part = prompts.slice(first, first + GROUP);
      rows.set((await this.run(promptSetsRequest(operation, part, width))).floats, first * width);
    }
    return rows;
  }
}
