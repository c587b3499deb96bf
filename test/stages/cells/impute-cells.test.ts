import {beforeAll, describe, expect, jest, test} from '@jest/globals';
import type {Vocabulary} from '../../../shared/genes/tokens/vocabulary.ts';
import {expressionAtPlace} from '../../../shared/models/completers/impute-with-completer.ts';
import type {CompletionModel} from '../../../shared/models/kinds/completion-model.ts';
import imputeCells from '../../../stages/cells/impute-cells.ts';
import scoreCells from '../../../stages/cells/score-cells.ts';
import tokenizeCells from '../../../stages/cells/tokenize-cells.ts';
import trainNearestSets from '../../../stages/train-nearest-sets.ts';
import {TOY_LINE, toyInputs, toyRows} from '../../cells/toy-tables.ts';
import {runStage} from '../run-stage.ts';

jest.setTimeout(60_000);

interface Row {
  method: string;
  cellId: string;
  hiddenGenes: string[];
  generatedGenes: string[];
  generatedValues: number[];
}

const cells = toyInputs();
const held = new Map(toyRows().map(row => [row.cellId, row]));
const params = {method: 'lookup', hideShare: 0.4, imputedCells: 50};

/** Popularity of genes as a model: named in this order, whatever is shown. */
function popularityModel(order: readonly string[]): {
  model: CompletionModel;
  vocabulary: Vocabulary;
} {
  const symbols = ['<end>', ...order];
  const counts = Float32Array.from(symbols, (_, token) => (token === 0 ? 100 : 100 - token));
  return {
    model: {kind: 'popularity', setCount: 100, geneSets: counts} as CompletionModel,
    vocabulary: {
      symbols,
      geneSets: Int32Array.from(counts),
      proteinCoding: new Uint8Array(symbols.length),
    },
  };
}

describe('impute-cells', () => {
  let model: CompletionModel;
  let vocabulary: Vocabulary;
  let rows: Row[];
  beforeAll(async () => {
    const tokens = await runStage(tokenizeCells, {inputs: cells});
    vocabulary = await tokens.read('vocabulary');
    const trained = await runStage(trainNearestSets, {
      params: {power: 8},
      inputs: {
        vocabulary,
        training: await tokens.read('training'),
        validation: await tokens.read('validation'),
      },
    });
    model = await trained.read('model');
    const run = await runStage(imputeCells, {inputs: {...cells, model, vocabulary}, params});
    rows = await run.read('imputations');
  });

  test('hides the share of each cell drawn, and names genes that were not shown', () => {
    expect(rows).toHaveLength(50);
    for (const {cellId, hiddenGenes, generatedGenes} of rows) {
      const {genes, split} = held.get(cellId)!;
      expect(split).toBe('test');
      expect(hiddenGenes).toHaveLength(Math.round(0.4 * genes.length));
      expect(hiddenGenes.every(gene => genes.includes(gene))).toBe(true);
      const shown = genes.filter(gene => !hiddenGenes.includes(gene));
      expect(generatedGenes.filter(gene => shown.includes(gene))).toEqual([]);
      expect(new Set(generatedGenes).size).toBe(generatedGenes.length);
    }
  });

  test('gives each gene its mean over training cells', async () => {
    const training = toyRows().filter(({split}) => split === 'training');
    const sums = new Map<string, number>();
    for (const {genes, values} of training) {
      genes.forEach((gene, i) => {
        sums.set(gene, (sums.get(gene) ?? 0) + values[i]);
      });
    }
    for (const {generatedGenes, generatedValues} of rows) {
      generatedGenes.forEach((gene, i) => {
        expect(generatedValues[i]).toBeCloseTo((sums.get(gene) ?? 0) / training.length, 5);
      });
    }
  });

  test('or the expression of the rank where the gene named i-th stands on average', async () => {
    const {slope, intercept} = TOY_LINE;
    const run = await runStage(imputeCells, {
      inputs: {...cells, model, vocabulary},
      params: {...params, values: 'rank'},
    });
    for (const {generatedValues} of (await run.read('imputations')) as Row[]) {
      generatedValues.forEach((value, i) => {
        const rank = (i + 0.5) / 0.4 - 0.5;
        expect(value).toBeCloseTo(Math.max(0, intercept + slope * Math.log10(1 + rank)), 12);
      });
    }
    expect(expressionAtPlace({slope: -1, intercept: 2}, 500, 0.5)).toBe(0);
    // With everything hidden, places are ranks.
    expect(expressionAtPlace({slope: -1, intercept: 2}, 9, 1)).toBeCloseTo(1, 12);
  });

  test('is scored on the questions it asked; a lookup of cells beats the mean of all', async () => {
    const scored = await runStage(scoreCells, {
      inputs: {...cells, generated: [], predictions: [], imputations: [rows]},
      params: {resamples: 0, neighbours: [3], components: 4, recallAt: [3], gromovCells: 9},
    });
    const {imputation} = await scored.read('results');
    expect(imputation.lookup.cells).toBe(50);
    expect(imputation.lookup.recallAtHidden.mean).toBeGreaterThan(
      imputation['mean of all cells'].recallAtHidden.mean + 0.05,
    );
  });

  test('matches genes of a foreign model by symbol, and says which it does not know', async () => {
    const order = ['GENE30', 'TP53', 'GENE1', 'GENE35', 'GENE2'];
    const run = await runStage(imputeCells, {
      inputs: {...cells, ...popularityModel(order)},
      params: {...params, method: 'popularity', promptGenes: 3, namedGenes: 2},
    });
    const named: Row[] = await run.read('imputations');
    for (const {cellId, hiddenGenes, generatedGenes} of named) {
      const {genes} = held.get(cellId)!;
      const open = order.filter(
        gene => gene !== 'TP53' && !(genes.includes(gene) && !hiddenGenes.includes(gene)),
      );
      expect(generatedGenes).toEqual(open.slice(0, 2));
    }
    const {counts, notes} = await run.read('summary');
    expect(counts).toMatchObject({cells: 50, genes: 36, knownGenes: 4});
    const hidden = named.flatMap(({hiddenGenes}) => hiddenGenes);
    expect(notes).toEqual([
      {
        message: 'hidden genes that the model does not know',
        count: hidden.filter(gene => !order.includes(gene)).length,
      },
    ]);
    // The same questions, whatever the model.
    expect(named.map(({hiddenGenes}) => hiddenGenes)).toEqual(
      rows.map(({hiddenGenes}) => hiddenGenes),
    );
  });

  test('refuses a vocabulary of another model, and models that share no gene', async () => {
    const foreign = popularityModel(['TP53', 'MDM2']);
    await expect(
      runStage(imputeCells, {inputs: {...cells, model, vocabulary: foreign.vocabulary}, params}),
    ).rejects.toThrow('The model knows 37 tokens, the vocabulary has 3');
    await expect(runStage(imputeCells, {inputs: {...cells, ...foreign}, params})).rejects.toThrow(
      'The model knows none of the 36 genes',
    );
  });
});
