import {expect, test} from '@jest/globals';
import {loadEngine} from '../../../../shared/engines/load.ts';
import {frequentGenes, rowsOfGenes, solveEase} from '../../../../shared/models/baselines/ease.ts';
import {indexGenes, setsHolding} from '../../../../shared/models/baselines/gene-index.ts';
import {refitMembers} from '../../../../shared/models/completers/ensembles/refit-members.ts';
import type {CompletionModel} from '../../../../shared/models/kinds/completion-model.ts';
import type {EaseModel} from '../../../../shared/models/kinds/ease.ts';
import {rowsOf} from '../../../../shared/stats/matrix-rows.ts';
import {toyShard, VOCAB_SIZE} from '../../../stages/toy-corpus.ts';

const [all, part] = [toyShard(60, 1), toyShard(40, 1)];
const {engine} = await loadEngine('auto');

async function easeOf(training: typeof all, genes?: Int32Array): Promise<EaseModel> {
  const index = indexGenes(training, VOCAB_SIZE);
  const own = genes ?? frequentGenes(index, 20);
  const gram = await engine.gramMatrix(rowsOfGenes(index, own), own.length);
  const weights = rowsOf(await solveEase(gram, own.length, 7, engine), own.length);
  const geneSets = Float32Array.from({length: VOCAB_SIZE}, (_, token) => setsHolding(index, token));
  return {kind: 'ease', lambda: 7, setCount: index.setCount, genes: own, geneSets, weights};
}

test('lookups look only into the part, with their options', async () => {
  const model = {
    kind: 'nearest-sets',
    options: {power: 3, idf: true},
    vocabSize: VOCAB_SIZE,
  } as const;
  const members = [{name: '1-nearest-sets', model: {...model, training: all}}];
  expect(await refitMembers(members, part, engine)).toEqual([
    {name: '1-nearest-sets', model: {...model, training: part}},
  ]);
});

test('EASE is solved again for the same genes and λ', async () => {
  const whole = await easeOf(all);
  const [{model}] = await refitMembers([{name: '1-ease', model: whole}], part, engine);
  const expected = await easeOf(part, whole.genes);
  expect(model).toMatchObject({kind: 'ease', lambda: 7, setCount: 40, geneSets: expected.geneSets});
  const weights = await (model as EaseModel).weights.values();
  expect(weights).toEqual(await expected.weights.values());
  expect(weights).not.toEqual(await whole.weights.values());
});

test('refuses kinds that are trained step by step, before anything is fitted', async () => {
  const gpt = {kind: 'gpt'} as CompletionModel;
  await expect(refitMembers([{name: '1-gpt', model: gpt}], part, engine)).rejects.toThrow(
    'found the member 1-gpt, expected kinds that can be fitted anew without some training sets: nearest-sets,',
  );
});
