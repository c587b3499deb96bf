import {expect, test} from '@jest/globals';
import {annotationOfH5ad} from '../../../shared/ask/annotation/annotation-columns.ts';
import type {
  AnnotatedCell,
  AnnotationReport,
} from '../../../shared/cells/annotation/annotation-report.ts';

const row = (modelEmbedding: number[] | null): AnnotatedCell => ({
  ...{cell: 0, cellId: 'c', label: null, type: 'B cell', unknown: false, chance: 0.5},
  ...{likeliest: 'B cell', conformalSet: ['B cell'], pValue: 1, modelType: null},
  ...{modelChance: null, nearestType: 'B cell', nearestChance: 1, logisticType: 'B cell'},
  ...{logisticChance: 1, agree: true, genes: 3, umap1: null, umap2: null},
  ...{embedding: [1, 2], modelEmbedding},
});
const report: AnnotationReport = {
  ...{
    methods: ['a'],
    weights: {a: 1},
    unknownLikeliest: [],
    genes: {known: 3, shared: 3, shareOfExpression: 1},
    cells: 2,
  },
  ...{
    unknownCells: 0,
    disagreeing: 0,
    labelled: {cells: 0, right: 0, names: 0, foreign: [], pairs: []},
    level: 0.9,
  },
  ...{falseAlarms: 0.05, score: 'distance', groups: [], alarms: []},
  leftOut: {
    ...{distance: null, 'local distance': null, 'distance to types': null},
    ...{both: null, doubt: null, energy: null},
  },
};

test("the copy has the model's embedding beside the components, where there is one", () => {
  const matrices = (own: (number[] | null)[]) =>
    annotationOfH5ad(own.map(row), report, 'geneglot', {}).embeddings;
  expect(
    matrices([
      [3, 4, 5],
      [6, 7, 8],
    ]),
  ).toEqual([
    {name: 'X_geneglot', dimensions: 3, values: Float32Array.of(3, 4, 5, 6, 7, 8)},
    {name: 'X_geneglot_pca', dimensions: 2, values: Float32Array.of(1, 2, 1, 2)},
  ]);
  expect(matrices([null, null]).map(({name}) => name)).toEqual(['X_geneglot_pca']);
});
