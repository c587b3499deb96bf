import {describe, expect, test} from '@jest/globals';
import scoreNames from '../../../stages/names/score-names.ts';
import {namedTable} from '../../scores/names/named-table.ts';
import {runStage} from '../run-stage.ts';

const training = namedTable({'cell growth': [0, 1], 'cell death': [2, 3], 'DNA repair': [4, 5]});
const names = Array.from({length: 12}, (_, setId) => ({
  ...{setId, library: 'toy', trueName: 'cell growth (GO:0016049)', shown: 'fifth', genes: 1},
  ...{method: 'gpt', name: setId < 9 ? 'cell growth' : 'DNA repair', probability: 0.5},
  likeness: 0.25,
}));

describe('score-names', () => {
  test('scores, single scores and their examples are written', async () => {
    const run = await runStage(scoreNames, {inputs: {names, training}, params: {examples: 3}});
    const {sets, shown, examples, provenance} = await run.read('results');
    expect(sets).toBe(12);
    expect(shown.fifth.methods.gpt).toMatchObject({exact: 0.75, f1: 0.75});
    // Examples are of whole sets.
    expect(examples).toEqual([]);
    expect(provenance).toEqual({
      trainingSets: 3,
      bootstrap: {resamples: 1000, seed: 1, level: 0.95},
    });
    expect((await run.read('perSet'))[11]).toMatchObject({setId: 11, exact: 0, f1: 0});
    expect(run.infos[0]).toMatch(/^fifth sets, gpt: word F1 0\.750, meaning 0\.\d{3}$/);
  });

  test('no names are refused', async () => {
    await expect(runStage(scoreNames, {inputs: {names: [], training}})).rejects.toThrow(
      'found no names, expected those of one test set at least',
    );
  });
});
