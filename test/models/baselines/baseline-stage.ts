// What every baseline's stage must do to stand in for train-gpt: the same ports, and a model that completes.
import {expect} from '@jest/globals';
import type {TokenShard} from '../../../shared/genes/tokens/token-shard.ts';
import {openCompleter} from '../../../shared/models/completers/open-completer.ts';
import {completionModel} from '../../../shared/models/kinds/completion-model.ts';
import type {AnyStage} from '../../../shared/pipeline/stage-contract.ts';
import {topIndices} from '../../../shared/stats/score-order.ts';
import trainGpt from '../../../stages/train-gpt.ts';
import {runStage, type StageRun} from '../../stages/run-stage.ts';
import {groupOf, toyShard, toyVocabulary, VOCAB_SIZE} from '../../stages/toy-corpus.ts';

/** Trains on a toy corpus of five groups of genes. */
export function trainBaseline(
  stage: AnyStage,
  params: Record<string, unknown> = {},
  training: TokenShard = toyShard(100, 1),
): Promise<StageRun> {
  return runStage(stage, {
    inputs: {vocabulary: toyVocabulary, training, validation: toyShard(20, 2)},
    params,
  });
}

/** Scores of every token for each prompt, by the model as it was written. */
export async function rankWith(run: StageRun, prompts: Int32Array[]): Promise<Float64Array[]> {
  const completer = await openCompleter(await completionModel.read(run.pathOf('model')), {
    engine: 'auto',
  });
  expect(completer.vocabSize).toBe(VOCAB_SIZE);
  const rows = await completer.rank(prompts);
  for (const probabilities of (await completer.probabilities?.(prompts)) ?? []) {
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
  }
  completer.dispose();
  return rows;
}

export async function expectToStandInForGpt(stage: AnyStage, run: StageRun): Promise<void> {
  expect(stage.inputs).toEqual(trainGpt.inputs);
  expect(stage.outputs).toEqual(trainGpt.outputs);
  expect(await run.read('lossCurve')).toEqual([]);
  expect(await run.read('summary')).toMatchObject({stage: stage.name});
}

/** The nine best genes for three genes of a group are the rest of its twelve. */
export async function expectToFindGroups(run: StageRun): Promise<void> {
  const prompts = [0, 1, 2, 3, 4].map(group => Int32Array.of(1, 5, 9).map(g => g + 12 * group));
  const rows = await rankWith(run, prompts);
  const groups = rows.map(row => [...new Set(topIndices(row, 9).map(groupOf))]);
  expect(groups).toEqual([[0], [1], [2], [3], [4]]);
}
