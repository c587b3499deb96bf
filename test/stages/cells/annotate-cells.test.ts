import {beforeAll, describe, expect, test} from '@jest/globals';
import type {
  AnnotatedCell,
  AnnotationReport,
} from '../../../shared/cells/annotation/annotation-report.ts';
import {loadEngine} from '../../../shared/engines/load.ts';
import annotateCells from '../../../stages/cells/annotate-cells.ts';
import embedCells from '../../../stages/cells/embed-cells.ts';
import fitAnnotator from '../../../stages/cells/fit-annotator.ts';
import {annotateToys, fitToys} from '../../cells/annotation/toy-annotation.ts';
import {TOY_TYPES, toyInputs} from '../../cells/toy-tables.ts';
import {TOY_PROMPTS, toyCellModel} from '../../models/cells/toy-embedder.ts';
import {runStage, type StageRun} from '../run-stage.ts';

const {matrix, cells} = toyInputs();

describe('annotate-cells', () => {
  let run: StageRun;
  let rows: AnnotatedCell[];
  let report: AnnotationReport;
  beforeAll(async () => {
    run = await annotateToys();
    rows = await run.read('annotations');
    report = await run.read('report');
  });

  test('gives every cell of the file a row, in its order', () => {
    expect(rows.map(({cellId}) => cellId)).toEqual(cells.map(({cellId}) => cellId));
    for (const row of rows) {
      expect([...TOY_TYPES, 'unknown']).toContain(row.type);
      expect(row.unknown).toBe(row.type === 'unknown');
      expect(row.conformalSet[0]).toBe(row.likeliest);
      expect(row.embedding).toHaveLength(5);
    }
    expect(rows.filter(({umap1}) => umap1 !== null)).toHaveLength(100);
    expect(rows[0]).toMatchObject({modelType: null, modelChance: null});
  });

  test('embeds cells as embed-cells does, where a model of cells takes part', async () => {
    const {engine} = await loadEngine('auto');
    const model = toyCellModel(engine);
    const {split, rankModel} = toyInputs();
    const fitted = await runStage(fitAnnotator, {
      inputs: {matrix, cells, split, rankModel, model: [model], prompts: [TOY_PROMPTS]},
      params: {components: 5, penalties: [0.01]},
    });
    const annotator = await fitted.read('annotator');
    const annotated = await runStage(annotateCells, {inputs: {annotator, matrix, cells}});
    const embedded = await runStage(embedCells, {
      inputs: {matrix, cells, model, prompts: TOY_PROMPTS},
    });
    const found: AnnotatedCell[] = await annotated.read('annotations');
    const expected: {embedding: number[]}[] = await embedded.read('embeddings');
    expect(found.map(({modelEmbedding}) => modelEmbedding)).toEqual(
      expected.map(({embedding}) => embedding),
    );
    expect(rows.map(({modelEmbedding}) => modelEmbedding)).toEqual(rows.map(() => null));
  });

  test('is mostly right, and says how often where the file has labels', () => {
    const {cells: labelled, right} = report.labelled;
    expect(labelled).toBe(rows.length);
    expect(right / labelled).toBeGreaterThan(0.95);
    expect(report.alarms).toEqual([]);
    expect(report.unknownCells / report.cells).toBeLessThan(0.2);
  });

  test('names the genes that speak for a type', () => {
    const markers = (type: number) => Array.from({length: 8}, (_, i) => `GENE${8 * type + i}`);
    for (const [type, name] of TOY_TYPES.entries()) {
      const genes = report.groups.find(group => group.type === name)!.genes;
      expect(genes.filter(gene => markers(type).includes(gene)).length).toBeGreaterThan(5);
    }
  });

  test('raises alarms where the file has few of the genes, or other cells', async () => {
    const annotator = await (await fitToys()).read('annotator');
    const few = {
      ...matrix,
      symbols: matrix.symbols.map((symbol, i) => (i % 2 === 0 ? symbol : `OTHER${i}`)),
    };
    const halved = await runStage(annotateCells, {inputs: {annotator, matrix: few, cells}});
    expect(halved.warnings.join('\n')).toContain('The file has 18 of the 36 genes');
    const shifted = {
      ...matrix,
      symbols: [...matrix.symbols.slice(5), ...matrix.symbols.slice(0, 5)],
    };
    const odd = await runStage(annotateCells, {inputs: {annotator, matrix: shifted, cells}});
    expect(odd.warnings.join('\n')).toContain(
      'are called unknown; of cells like the training cells 5 % would be',
    );
    const none = {...matrix, symbols: matrix.symbols.map(symbol => `${symbol}x`)};
    await expect(
      runStage(annotateCells, {inputs: {annotator, matrix: none, cells}}),
    ).rejects.toThrow('found none of the 36 genes');
  });
});
