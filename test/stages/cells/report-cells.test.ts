import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {DescriptionScores} from '../../../shared/cells/descriptions/description-scores.ts';
import type {EmbeddingScores} from '../../../shared/cells/embeddings/embedding-scores.ts';
import type {CellScores} from '../../../shared/cells/scores/cell-scores.ts';
import reportCells from '../../../stages/cells/report-cells.ts';
import scoreCells from '../../../stages/cells/score-cells.ts';
import scoreDescriptions from '../../../stages/cells/score-descriptions.ts';
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

/** What a model says of the test cells: markup, what turns the order of letters, much, and nothing. */
const TEXTS = ['A B cell with GENE1 <i>.', 'GENE1 \u202e\u0007 GENE2.', 'long '.repeat(99), ''];
const descriptions = cells.cells.flatMap(({cellId, label}, i) =>
  cells.split[i].split === 'test'
    ? {
        ...{method: MODEL, cellId, type: label, text: TEXTS[i % TEXTS.length]},
        ...{rightText: `A ${label}: GENE3.`, nats: 5 * Math.log(1234), tokens: 5},
      }
    : [],
);

describe('report-cells', () => {
  let page: string;
  let scores: CellScores;
  let embeddings: EmbeddingScores;
  let described: DescriptionScores;
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
    const {rankModel: _, ...tables} = cells;
    const texts = await runStage(scoreDescriptions, {
      inputs: {...tables, descriptions: [descriptions]},
      params: {examples: 20, resamples: 50},
    });
    described = await texts.read('results');
    const run = await runStage(reportCells, {
      inputs: {
        results: scores,
        map: await scored.read('map'),
        ...{rankModel, matrix, generated},
        ...{embeddings: [embeddings], embeddingMaps: [await embedded.read('map')]},
        descriptions: [described],
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

  test('has every method of the five tables with its scores', () => {
    for (const [method, {knnAccuracy}] of Object.entries(scores.generation)) {
      expect(page).toContain(method.replace('<i>', '&lt;i&gt;'));
      expect(page).toContain(`<td>${knnAccuracy[0].accuracy.toFixed(3).replace(/^0/, '')}`);
    }
    for (const {silhouette} of Object.values(embeddings.methods)) {
      expect(page).toContain(`<td>${silhouette.value!.toFixed(3).replace(/^0/, '')}`);
    }
    for (const [method, {genesNamed, noType}] of Object.entries(described.methods)) {
      expect(page).toContain(`<th scope="row">${method.replace('<i>', '&lt;i&gt;')}<`);
      expect(page).toContain(`<td>${genesNamed.value!.toPrecision(3)}`);
      expect(page).toContain(`<td>${noType.value!.toFixed(3).replace(/^0/, '')}`);
    }
    expect(page).toContain('<td>1,234<small>1,234–1,234</small></td>');
    for (const {macroF1} of Object.values(scores.prediction)) {
      expect(page).toContain(`<td>${macroF1.toFixed(3).replace(/^0/, '')}`);
    }
    for (const {recallAtHidden} of Object.values(scores.imputation)) {
      expect(page).toContain(`<td>${recallAtHidden.mean.toFixed(3).replace(/^0/, '')}`);
    }
  });

  test('draws maps, confusion and rank line, and shows sentences of so many types', () => {
    expect(page.match(/<svg role="img"/g)).toHaveLength(5);
    expect(page.match(/<article class="example">/g)).toHaveLength(2 + 20);
    expect(page).toContain(`<h3>${TOY_TYPES[1]}</h3>`);
    expect(page.match(/<mark>&lt;b&gt;not a gene&lt;\/b&gt;<\/mark>/g)).toHaveLength(2);
  });

  test('shows texts as they are, cut where they are long, and no character that does something', () => {
    expect(page).toContain('<dd>A B cell with GENE1 &lt;i&gt;.</dd>');
    expect(page).toContain('<dd>GENE1 \\u{202e}␇ GENE2.</dd>');
    expect(page).toContain(`${'long '.repeat(80)}<em> and 95 more characters</em></dd>`);
    expect(page).toContain('<dd><em>nothing</em></dd>');
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
    expect(bare).not.toContain('<h2>Descriptions</h2>');
  });
});
