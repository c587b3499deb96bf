import {describe, expect, test} from '@jest/globals';
import type {StoredAnnotator} from '../../../shared/models/kinds/cell-annotator.ts';
import type {Progress} from '../../../shared/pipeline/stage-contract.ts';
import fitAnnotator from '../../../stages/cells/fit-annotator.ts';
import {fitToys} from '../../cells/annotation/toy-annotation.ts';
import {TOY_TYPES, toyInputs} from '../../cells/toy-tables.ts';
import {runStage} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

describe('fit-annotator', () => {
  test('keeps genes, types, and what validation cells taught', async () => {
    const run = await fitToys();
    const {annotator, model}: StoredAnnotator = await run.read('annotator');
    expect(model).toBeNull();
    expect(annotator.types).toEqual(TOY_TYPES);
    expect([...annotator.calibrations.keys()]).toEqual([
      ...['all methods', 'nearest cells', 'logistic regression'],
    ]);
    expect(annotator.unknown.known).toHaveLength(45);
    expect(annotator.unknown.leftOut.distance).toBeGreaterThan(0.7);
    expect(run.infos.join('\n')).toContain(`unknown cells are found by ${annotator.unknown.score}`);
    const {counts} = await run.read('summary');
    expect(counts).toEqual({trainingCells: 180, validationCells: 45, genes: 36, types: 3});
  });

  test('a model of words has its say; one of other types gives none of these a chance', async () => {
    const tuned = await fineTuneToys({params: {maxSteps: 20}});
    const {matrix, cells, split, rankModel} = toyInputs();
    const inputs = {matrix, cells, split, rankModel};
    const models = {model: [await tuned.read('model')], prompts: [TOY_ROWS]};
    const params = {components: 5, penalties: [0.01], method: 'toy'};
    const notes = new Set<string | undefined>();
    const onProgress = ({note}: Progress) => void notes.add(note);
    const run = await runStage(fitAnnotator, {inputs: {...inputs, ...models}, params, onProgress});
    expect([...notes]).toEqual(
      expect.arrayContaining([
        ...['asking the model of cells', 'logistic regression, penalty 1 of 1'],
        expect.stringMatching(/^left-out type 1 of \d+$/),
      ]),
    );
    const {annotator, model}: StoredAnnotator = await run.read('annotator');
    expect(model?.name).toBe('toy');
    expect(model?.question.genes).toBeGreaterThan(1);
    expect([...annotator.calibrations.keys()]).toContain('toy');
  });

  test('refuses a split without validation cells', async () => {
    const {matrix, cells, split, rankModel} = toyInputs();
    const without = split.map(row => ({
      ...row,
      split: row.split === 'validation' ? 'training' : row.split,
    }));
    const inputs = {matrix, cells, split: without, rankModel, model: [], prompts: []};
    await expect(runStage(fitAnnotator, {inputs})).rejects.toThrow(
      'No validation cell has a label',
    );
  });
});
