import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {EmbeddingScores} from '../../../shared/cells/embeddings/embedding-scores.ts';
import type {CellScores} from '../../../shared/cells/scores/cell-scores.ts';
import reportCells from '../../../stages/cells/report-cells.ts';
import scoreCells from '../../../stages/cells/score-cells.ts';
import scoreEmbeddings from '../../../stages/cells/score-embeddings.ts';
import {
  TOY_TYPES,
  toyImputations,
  toyInputs,
  toyPredictions,
  toySentences,
} from '../../cells/toy-tables.ts';
import {findLoads, readElements} from '../../report/check-html.ts';
import {openInBrowser} from '../../report/open-in-browser.ts';
import {runStage} from '../run-stage.ts';

jest.setTimeout(60_000);

const MODEL = 'model <i>';
const cells = toyInputs();
const {matrix, rankModel} = cells;
const generated = [toySentences(MODEL)];

describe('report-cells', () => {
  let page: string;
  let scores: CellScores;
  let embeddings: EmbeddingScores;
  beforeAll(async () => {
    const scored = await runStage(scoreCells, {
      inputs: {
        ...cells,
        generated,
        predictions: [toyPredictions(MODEL)],
        imputations: [toyImputations(MODEL)],
      },
      params: {components: 6, neighbours: [3], gromovCells: 30, mapCells: 20, resamples: 50},
    });
    scores = await scored.read('results');
    const embedded = await runStage(scoreEmbeddings, {
      inputs: {...cells, embeddings: []},
      params: {components: 6, mapCells: 20, resamples: 50},
    });
    embeddings = await embedded.read('results');
    const run = await runStage(reportCells, {
      inputs: {
        results: scores,
        map: await scored.read('map'),
        ...{rankModel, matrix, generated},
        ...{embeddings: [embeddings], embeddingMaps: [await embedded.read('map')]},
      },
      params: {examples: 2, title: 'cells & co'},
    });
    page = await run.read('page');
  });

  test('writes one page that loads nothing and escapes what it did not write', () => {
    expect(readElements(page).slice(0, 2)).toEqual(['html', 'head']);
    expect(openInBrowser(page)?.console ?? []).toEqual([]);
    expect(findLoads(page.replace(/ xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
    expect(page).not.toMatch(/<script|<i>|<b>not/);
    expect(page).toContain('<title>cells &amp; co</title>');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).not.toMatch(/>(NaN|undefined|null)</);
  }, 60_000);

  test('has every method of the four tables with its scores', () => {
    for (const [method, {knnAccuracy}] of Object.entries(scores.generation)) {
      expect(page).toContain(method.replace('<i>', '&lt;i&gt;'));
      expect(page).toContain(`<td>${knnAccuracy[0].accuracy.toFixed(3).replace(/^0/, '')}`);
    }
    for (const {silhouette} of Object.values(embeddings.methods)) {
      expect(page).toContain(`<td>${silhouette.value!.toFixed(3).replace(/^0/, '')}`);
    }
    for (const {macroF1} of Object.values(scores.prediction)) {
      expect(page).toContain(`<td>${macroF1.toFixed(3).replace(/^0/, '')}`);
    }
    for (const {recallAtHidden} of Object.values(scores.imputation)) {
      expect(page).toContain(`<td>${recallAtHidden.mean.toFixed(3).replace(/^0/, '')}`);
    }
  });

  test('draws maps, confusion and rank line, and shows sentences of so many types', () => {
    expect(page.match(/<svg role="img"/g)).toHaveLength(5);
    expect(page.match(/<article class="example">/g)).toHaveLength(2);
    expect(page).toContain(`<h3>${TOY_TYPES[1]}</h3>`);
    expect(page.match(/<mark>&lt;b&gt;not a gene&lt;\/b&gt;<\/mark>/g)).toHaveLength(2);
  });

  test('does without any model', async () => {
    const inputs = {...cells, generated: [], predictions: [], imputations: []};
    const scored = await runStage(scoreCells, {inputs, params: {resamples: 0, neighbours: [3]}});
    const run = await runStage(reportCells, {
      inputs: {
        ...{results: await scored.read('results'), map: await scored.read('map')},
        ...{rankModel, matrix, generated: [], embeddings: [], embeddingMaps: []},
      },
    });
    const bare: string = await run.read('page');
    expect(bare).toContain('have the type that\n    logistic regression predicts');
    expect(bare).not.toContain('<h2>Sentences</h2>');
    expect(bare).not.toContain('<h2>Embeddings</h2>');
  });
});
