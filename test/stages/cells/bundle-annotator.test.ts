import {describe, expect, test} from '@jest/globals';
import {cellBundle} from '../../../shared/models/kinds/cell-bundle.ts';
import bundleAnnotator from '../../../stages/cells/bundle-annotator.ts';
import fitAnnotator from '../../../stages/cells/fit-annotator.ts';
import {fitToys} from '../../cells/annotation/toy-annotation.ts';
import {toyInputs} from '../../cells/toy-tables.ts';
import {runStage} from '../run-stage.ts';
import {fineTuneToys, TOY_ROWS} from '../toy-cell-model.ts';

const {matrix, cells, split, rankModel} = toyInputs();
const inputs = {matrix, cells, split, rankModel};

describe('bundle-annotator', () => {
  test('a file without a model of cells answers as its annotator', async () => {
    const annotator = await (await fitToys()).read('annotator');
    const run = await runStage(bundleAnnotator, {inputs: {...inputs, annotator}});
    const {about} = await cellBundle.read(run.pathOf('bundle'));
    expect(about.scores).toMatchObject({cells: 60, sameType: 60, sameSet: 60, chanceDifference: 0});
    expect(about.rankModel).toEqual({slope: rankModel.slope, intercept: rankModel.intercept});
    expect(run.infos.join()).toContain('the same type for 60 of 60 test cells');
  });

  test('a model of cells answers with 8-bit rows nearly as without', async () => {
    const tuned = await fineTuneToys({params: {maxSteps: 20}});
    const models = {model: [await tuned.read('model')], prompts: [TOY_ROWS]};
    const params = {components: 5, penalties: [0.01], method: 'toy'};
    const fitted = await runStage(fitAnnotator, {inputs: {...inputs, ...models}, params});
    const annotator = await fitted.read('annotator');
    const run = await runStage(bundleAnnotator, {inputs: {...inputs, annotator}});
    const {about} = await cellBundle.read(run.pathOf('bundle'));
    expect(about.model?.config.nEmbd).toBe(16);
    expect(about.scores.sameType).toBeGreaterThan(57);
  });
});
