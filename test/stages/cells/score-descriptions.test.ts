import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {DescriptionScores} from '../../../shared/cells/descriptions/description-scores.ts';
import {writePrompts} from '../../../shared/cells/prompts/write-prompts.ts';
import type {DescriptionRow} from '../../../shared/formats/cells/cell-descriptions.ts';
import describeCells from '../../../stages/cells/describe-cells.ts';
import scoreDescriptions from '../../../stages/cells/score-descriptions.ts';
import {TOY_PROMPT_OPTIONS, TOY_TEMPLATES} from '../../cells/toy-prompts.ts';
import {type ToyRow, toyInputs, toyRows} from '../../cells/toy-tables.ts';
import {writeTinyGpt2} from '../../models/cells/tiny-gpt2.ts';
import {runStage} from '../run-stage.ts';
import {fineTuneToys} from '../toy-cell-model.ts';

jest.setTimeout(60_000);

const tinyGpt2 = await writeTinyGpt2();
const {matrix, cells, split} = toyInputs();
const TESTS = toyRows().filter(row => row.split === 'test');
const params = {topGenes: 8, markers: 8, resamples: 50};

/** Genes of a cell, highest first. */
function genesOf({genes, values}: ToyRow): string[] {
  const order = [...genes.keys()].sort((a, b) => values[b] - values[a]);
  return order.map(place => genes[place]);
}

const rightText = (row: ToyRow) => `A ${row.type}: ${genesOf(row).slice(0, 5).join(', ')}.`;

function written(method: string, textOf: (row: ToyRow, i: number) => string): DescriptionRow[] {
  return TESTS.map((row, i) => ({
    ...{method, cellId: row.cellId, type: row.type, text: textOf(row, i)},
    ...{rightText: rightText(row), nats: 2 * Math.log(3), tokens: 2},
  }));
}

const score = (descriptions: DescriptionRow[][], change: Record<string, unknown> = {}) =>
  runStage(scoreDescriptions, {
    inputs: {matrix, cells, split, descriptions, ...change},
    params,
  });

describe('score-descriptions', () => {
  let scores: DescriptionScores;
  beforeAll(async () => {
    const run = await score([written('right', rightText), written('dull', () => 'A cell.')]);
    scores = await run.read('results');
  });

  test('puts models beside a ceiling, a baseline and a floor', () => {
    const {methods} = scores;
    expect(Object.entries(methods).map(([method, {kind}]) => [method, kind])).toEqual([
      ['right', 'model'],
      ['dull', 'model'],
      ['right texts', 'ceiling'],
      ['commonest type, its highest genes', 'baseline'],
      ['right texts of other cells', 'floor'],
    ]);
    const {perplexity, kind, ...right} = methods.right;
    const {perplexity: none, kind: ceiling, ...best} = methods['right texts'];
    expect(right).toEqual(best);
    expect(perplexity.value).toBeCloseTo(3, 12);
    expect([kind, ceiling, none]).toEqual(['model', 'ceiling', {value: null, interval: null}]);
    expect(best).toMatchObject({trueType: {value: 1}, genesNamed: {value: 5}, inCell: {value: 1}});
    expect(methods.dull).toMatchObject({noType: {value: 1}, repeated: {value: 1}});
  });

  test('knows one text for all cells by its type and its genes, and shuffled texts by both', () => {
    const common = scores.methods['commonest type, its highest genes'];
    const floor = scores.methods['right texts of other cells'];
    expect(common).toMatchObject({repeated: {value: 1}, genesNamed: {value: 5}});
    expect(common.trueType.value).toBeCloseTo(1 / 3, 10);
    expect(floor.trueType.value).toBeLessThan(0.6);
    expect(floor.inCell.value).toBeLessThan(scores.methods.right.inCell.value! - 0.2);
    expect(floor.markers.value).toBeLessThan(scores.methods.right.markers.value!);
  });

  test('shows markers of training cells, and texts of cells drawn at random', () => {
    const of = (type: number) => Array.from({length: 8}, (_, i) => `GENE${8 * type + i}`).sort();
    expect(scores.markers.map(genes => genes.toSorted())).toEqual([of(0), of(1), of(2)]);
    expect(scores.examples).toHaveLength(3);
    for (const {type, texts} of scores.examples) {
      expect(texts.right).toContain(`A ${type}: `);
      expect(texts.right).toBe(texts['right texts']);
      expect(texts['right texts of other cells']).not.toBe(texts.right);
    }
  });

  test('leaves out and counts cells without a label', async () => {
    const [first, ...others] = written('model', rightText);
    const run = await score([[{...first, type: null}, ...others]]);
    const {cells} = await run.read('results');
    expect(cells.scored).toBe(TESTS.length - 1);
    const {notes} = await run.read('summary');
    expect(notes).toEqual([{message: 'described cells without a label, not scored', count: 1}]);
  });

  test('refuses what cannot be compared', async () => {
    const own = written('one', rightText);
    const same = score([own, written('one', rightText)]);
    await expect(same).rejects.toThrow('Two models that described cells are named one');
    const fewer = score([own, written('two', rightText).slice(1)]);
    await expect(fewer).rejects.toThrow('two describes other cells than one');
    const otherwise = written('two', rightText).map(row => ({...row, rightText: 'another'}));
    await expect(score([own, otherwise])).rejects.toThrow('by other prompts');
    await expect(score([])).rejects.toThrow('No labelled test cell is described');
    const strange = own.map((row, i) => ({...row, cellId: `training-${i}`}));
    await expect(score([strange])).rejects.toThrow('training-0 is described and is no test cell');
  });

  test('scores what a GPT-2 writes, before and after it was trained', async () => {
    const prompts = writePrompts(
      toyRows().map(row => ({
        ...{cellId: row.cellId, split: row.split as 'training', type: row.type},
        ...{tissue: null, condition: null, genes: genesOf(row), expressed: row.genes.length},
      })),
      new Map([['describe', TOY_TEMPLATES.get('describe')!]]),
      TOY_PROMPT_OPTIONS,
      // What so small a model learns by heart in a second.
    ).map(row => ({...row, response: 'A B cell: GENE1.'}));
    const tuned = await fineTuneToys({
      inputs: {gpt2: tinyGpt2, prompts},
      params: {start: 'gpt2', maxSteps: 60, learningRate: 3e-2, patience: 0, lossPositions: 0},
    });
    const described = await runStage(describeCells, {
      inputs: {model: await tuned.read('model'), prompts, gpt2: tinyGpt2},
      params: {method: 'after', methodBefore: 'before', cells: 10, maxNewTokens: 40},
    });
    const run = await score([await described.read('descriptions')]);
    const {methods, cells}: DescriptionScores = await run.read('results');
    expect(cells.scored).toBe(10);
    expect(methods.after.perplexity.value).toBeLessThan(methods.before.perplexity.value! / 10);
    expect(methods.after.noType.value).toBe(0);
    expect(methods.before.noType.value).toBe(1);
  });
});
