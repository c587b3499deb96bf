import {describe, expect, test} from '@jest/globals';
import type {CellMatrix} from '../../../shared/cells/cell-matrix.ts';
import {toBatch} from '../../../shared/models/cells/annotate-batches.ts';
import {annotateMatrix} from '../../../shared/models/cells/annotate-matrix.ts';
import type {StoredAnnotator} from '../../../shared/models/kinds/cell-annotator.ts';
import {TOY_SYMBOLS} from '../../cells/annotation/toy-annotator.ts';
import {toyCells} from '../../cells/toy-cells.ts';
import {toyStored} from '../model-file/toy-bundle.ts';

const {annotator, model} = toyStored();
const fresh = toyCells(20, 9);
const names = Array.from(fresh.labels, (_, cell) => ({cellId: `CELL${cell}`, label: null}));
const matrix: CellMatrix = {
  ...{symbols: TOY_SYMBOLS, valueKind: 'log-normalized'},
  async *batches() {
    yield toBatch(fresh.expression, 0);
  },
};
const weighted = (weight: number): StoredAnnotator => ({
  annotator: {
    ...annotator,
    shares: new Map([
      ['toy', weight],
      ['nearest cells', (1 - weight) / 2],
      ['logistic regression', (1 - weight) / 2],
    ]),
  },
  // A prompt opens with a word that the model knows.
  model: model && {...model, question: {...model.question, marks: ['<answer>']}},
});
const annotate = (weight: number, embedCells = false) =>
  annotateMatrix(weighted(weight), matrix, names, {
    ...{name: 'toy', engine: 'auto', mapCells: 5, tellingGenes: 3, seed: 1, embedCells},
  });

describe('methods by their weight', () => {
  test('one below a hundredth has no say in whether methods agree', async () => {
    const [light, heavy] = [await annotate(0.005), await annotate(0.4)];
    for (const {modelType, nearestType, logisticType, agree} of light.rows) {
      expect(modelType).not.toBeNull();
      expect(agree).toBe(nearestType === logisticType);
    }
    for (const {modelType, nearestType, logisticType, agree} of heavy.rows) {
      expect(agree).toBe(modelType === nearestType && nearestType === logisticType);
    }
    expect(heavy.report.disagreeing).toBeGreaterThan(light.report.disagreeing);
    expect(light.report.weights).toMatchObject({toy: 0.005});
  });

  test('a model of weight 0 is opened only for its embedding, and never asked for types', async () => {
    const [without, embedded] = [await annotate(0), await annotate(0, true)];
    expect(without.description).toBeNull();
    expect(embedded.description).not.toBeNull();
    for (const {rows, report} of [without, embedded]) {
      expect(rows.every(({modelType}) => modelType === null)).toBe(true);
      expect(report.methods).toEqual(['nearest cells', 'logistic regression']);
      expect(report.weights.toy).toBe(0);
    }
    expect(without.rows[0].modelEmbedding).toBeNull();
    expect(embedded.rows[0].modelEmbedding).toHaveLength(16);
  });
});
