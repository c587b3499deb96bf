import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import {comparePredictors} from '../../../shared/cells/perturbations/compare-predictors.ts';
import type {PerturbationScores} from '../../../shared/cells/perturbations/perturbation-scores.ts';
import {fromRows} from '../../../shared/stats/sparse-rows.ts';
import reportPerturbations from '../../../stages/cells/report-perturbations.ts';
import {GENES, TYPES, toyPerturbation} from '../../cells/perturbations/toy-perturbation.ts';
import {findLoads, readElements} from '../../report/check-html.ts';
import {openInBrowser} from '../../report/open-in-browser.ts';
import {runStage} from '../run-stage.ts';

jest.setTimeout(60_000);

const types = TYPES.map(type => `${type} <i>`);
const options = {
  ...{minCells: 8, changedGenes: 10, recoverAt: [5, 10], splits: 2, components: 5},
  ...{energyCells: 20, componentCells: 200, resamples: 20, seed: 1},
};

function toyScores(): PerturbationScores {
  const cells = toyPerturbation(10, 1);
  const donors = [...new Set(cells.map(({donor}) => donor!))];
  const columns = Array.from({length: GENES}, (_, gene) => gene);
  const protocols = comparePredictors(
    {
      ...{types, donors, symbols: columns.map(gene => `GENE${gene}`)},
      expression: fromRows(
        cells.map(({values}) => ({columns, values})),
        GENES,
      ),
      labels: Int32Array.from(cells, ({label}) => TYPES.indexOf(label!)),
      stimulated: Uint8Array.from(cells, ({condition}) => Number(condition === 'stim')),
      donorOf: Int32Array.from(cells, ({donor}) => donors.indexOf(donor!)),
      untyped: {count: 0, condition: 'stim'},
    },
    options,
  );
  return {
    ...{types: [...types, 'E'], donors: 3, genes: GENES, protocols},
    cells: {control: 120, stimulated: 120, typedByNeighbours: 7, left: 0},
    settings: {control: 'ctrl', stimulated: 'stim', minCells: 8},
  };
}

describe('report-perturbations', () => {
  let page: string;
  beforeAll(async () => {
    const run = await runStage(reportPerturbations, {
      inputs: {results: toyScores()},
      params: {title: 'cells & co'},
    });
    page = await run.read('page');
  });

  test('writes one page that loads nothing and escapes what it did not write', () => {
    expect(readElements(page).slice(0, 2)).toEqual(['html', 'head']);
    expect(openInBrowser(page)?.console ?? []).toEqual([]);
    expect(findLoads(page)).toEqual([]);
    expect(page).toContain('cells &amp; co');
    expect(page).not.toContain('A <i>');
  });

  test('has a table and a chart of each protocol, the ceiling among the methods', () => {
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page.match(/<small>ceiling<\/small>/g)).toHaveLength(2);
    expect(page).toContain('Held-out donors');
    expect(page).toContain('The types of 7 stimulated cells');
  });

  test('heads with the recovery of the chart beside the ceiling, and names types left out', () => {
    const headline = /<p class="headline">[\s\S]*?<\/p>/.exec(page)![0];
    expect(headline).toMatch(/of the 10 genes [\s\S]*the best baseline[\s\S]*ceiling/);
    expect(page).toMatch(
      /Not scored, for fewer than 8 control or fewer than 8 stimulated cells:\s+E\./,
    );
    expect(page).toContain('About 90 %');
  });
});
