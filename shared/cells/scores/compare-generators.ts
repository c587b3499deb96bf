// Scores of generated cells, models beside the cells that no model made, and all models on one map with real cells.
import {fitPrincipalComponents} from '../../stats/principal-components.ts';
import type {GatheredCells} from '../gather-cells.ts';
import {keepTopGenes, type LabelledCells} from '../labelled-cells.ts';
import type {RankLine} from '../sentences/rank-model.ts';
import {type GeneratedRow, readGenerated} from '../sentences/read-generated-cells.ts';
import {
  type CellMapRow,
  type GenerationResult,
  type MethodKind,
  REAL_CELLS,
} from './cell-scores.ts';
import {drawCellMap, type MapOptions} from './draw-cell-map.ts';
import {referenceMethods, spreadTypes} from './reference-methods.ts';
import {type GenerationOptions, scoreGeneration} from './score-generation.ts';

export interface GeneratorOptions extends GenerationOptions, MapOptions {
  /** Genes kept of every cell, 0 for all. */
  topGenes: number;
  /** Principal components of real training cells. */
  components: number;
}

/** Scores by method, models first, and the map of the models' cells and the test cells. */
export async function compareGenerators(
  rows: readonly GeneratedRow[],
  {types, columnOf, splits}: GatheredCells,
  line: RankLine,
  options: GeneratorOptions,
): Promise<{generation: Record<string, GenerationResult>; map: CellMapRow[]}> {
  const [training, test] = [splits.training, splits.test].map(
    (cells): LabelledCells => ({
      ...cells,
      expression: keepTopGenes(cells.expression, options.topGenes),
    }),
  );
  const components = fitPrincipalComponents(training.expression, options.components, options.seed);
  const models = readGenerated(rows, {columnOf, types}, line, options.topGenes);
  const wanted = spreadTypes(training, types.length, options.cellsPerType);
  const bounds = referenceMethods(training, wanted, {...options, line, types: types.length});
  const score = (
    cells: LabelledCells,
    kind: MethodKind,
    shares = NO_SENTENCES,
  ): GenerationResult => ({
    ...scoreGeneration({cells: test, types: types.length, components}, cells, options),
    kind,
    ...shares,
  });
  const generation = Object.fromEntries([
    ...Array.from(models, ([method, {cells, ...shares}]) => [
      method,
      score(cells, 'model', shares),
    ]),
    ...Array.from(bounds, ([method, {cells, kind}]) => [method, score(cells, kind)]),
  ]);
  const shown = new Map([
    [REAL_CELLS, test],
    ...Array.from(models, ([m, {cells}]) => [m, cells] as const),
  ]);
  return {generation, map: await drawCellMap(shown, types, components, options)};
}

const NO_SENTENCES: Pick<GenerationResult, 'validGeneShare' | 'uniqueGeneShare' | 'clippedShare'> =
  {validGeneShare: null, uniqueGeneShare: null, clippedShare: null};
