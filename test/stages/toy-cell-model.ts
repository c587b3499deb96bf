// A model of toy cells trained for a second.
import fineTune from '../../stages/cells/fine-tune.ts';
import {toyPrompts} from '../cells/toy-prompts.ts';
import {runStage, type StageRunOptions} from './run-stage.ts';

export const TOY_ROWS = toyPrompts(200);

export const NO_STARTS = {gpt2: [], geneSetModel: [], geneVocabulary: undefined};

const QUICK = {
  ...{nLayer: 1, nHead: 2, nEmbd: 16, dropout: 0, batchSize: 8, maxSteps: 120, warmupSteps: 5},
  ...{learningRate: 1e-2, evaluateEvery: 40, checkpointEvery: 30, lossPositions: 4},
};

/** Runs fine-tune on toy prompts with quick parameters and no files to start from. */
export function fineTuneToys(options: Partial<StageRunOptions> = {}) {
  return runStage(fineTune, {
    ...options,
    inputs: {prompts: TOY_ROWS, ...NO_STARTS, ...options.inputs},
    params: {...QUICK, ...options.params},
  });
}
