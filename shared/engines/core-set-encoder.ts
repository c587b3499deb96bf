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
import {validateOptimizer} from './validation/validate.ts';
import {requireProduct} from './validation/validate-numbers.ts';
import {
  requireTargetSets,
  takeSetBatch,
  takeSets,
  validateSetExtent,
  validateSetLoss,
} from './validation/validate-sets.ts';

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
    validateSetExtent(sets, genes);
    await this.run(reserveSetsRequest(sets, genes));
  }

  async trainStep(
    batches: SetBatch[],
    loss: SetLoss,
    optimizer: OptimizerOptions,
  ): Promise<StepResult> {
    this.table.requireTrainable('trainStep');
    const taken = batches.map(batch => takeSetBatch(batch, this.config));
    requireTargetSets(taken);
    validateSetLoss(loss);
    validateOptimizer(optimizer);
    const {scalars} = await this.run(trainSetsRequest(taken, loss, optimizer));
    return {loss: scalars[0], gradientNorm: scalars[1]};
  }

  async computeGradients(batch: SetBatch, loss: SetLoss): Promise<{loss: number}> {
    this.table.requireTrainable('computeGradients');
    const taken = takeSetBatch(batch, this.config);
    requireTargetSets([taken]);
    validateSetLoss(loss);
    const {scalars} = await this.run(setGradientsRequest(taken, loss));
    return {loss: scalars[0]};
  }

  async evaluate(batch: SetBatch, loss: SetLoss): Promise<{lossSum: number; weightSum: number}> {
    const taken = takeSetBatch(batch, this.config);
    validateSetLoss(loss);
    const {scalars} = await this.run(evaluateSetsRequest(taken, loss));
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
    given: readonly Int32Array[],
    width: number,
  ): Promise<Float32Array> {
    const prompts = takeSets(given, this.config, 'prompt');
    requireProduct({prompts: prompts.length, 'numbers for each': width});
    const rows = new Float32Array(prompts.length * width);
    for (let first = 0; first < prompts.length; first += GROUP) {
      const part = prompts.slice(first, first + GROUP);
      rows.set((await this.run(promptSetsRequest(operation, part, width))).floats, first * width);
    }
    return rows;
  }
}
