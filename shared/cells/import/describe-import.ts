// What an import took in, dropped and passed on, in words and numbers.

import {countValues} from '../../stats/group-by.ts';
import type {ValueKind} from '../cell-matrix.ts';
import type {CellLayer} from './cell-source.ts';
import type {CellSurvey} from './filter-cells.ts';
import type {FeatureMap} from './map-features.ts';
import {speciesWarnings} from './species.ts';

export interface ImportFacts {
  source: string;
  layer: CellLayer;
  valueKind: ValueKind;
  features: FeatureMap;
  survey: CellSurvey;
  symbols: readonly string[];
  /** One a kept cell. */
  rows: readonly {label: string | null}[];
  values: number;
  params: {onUnmapped: 'drop' | 'keep'; minGenes: number; minCells: number};
}

export function describeImport(facts: ImportFacts) {
  const {layer, valueKind, features, survey, symbols, rows} = facts;
  const labels = rows.map(({label}) => label);
  const types = countValues(labels);
  const unlabeled = types.get(null) ?? 0;
  types.delete(null);
  const counts = {
    cellsIn: survey.keptCells.length,
    cellsOut: rows.length,
    featuresIn: layer.features.length,
    genesOut: symbols.length,
    values: facts.values,
    types: types.size,
  };
  const notes = notesOf(facts, unlabeled).filter(({count}) => count > 0);
  const lines = [
    `${facts.source}, ${layer.name}: ${valueKind}, ${counts.cellsOut} of ${counts.cellsIn} cells, ${counts.genesOut} genes of ${counts.featuresIn} features, ${counts.values} values`,
    ...notes.map(({message, count}) => `${count} ${message}`),
  ];
  const warnings = speciesWarnings(layer.features.length, features.steps.case);
  return {summary: {counts, notes}, lines, warnings};
}

function notesOf(
  {layer, valueKind, features, survey, rows, params}: ImportFacts,
  unlabeled: number,
) {
  const {steps, merged} = features;
  const {drops} = survey;
  const fate = params.onUnmapped === 'drop' ? 'dropped' : 'kept as they are';
  return [
    {
      message: 'cells hold log-normalized values, kept as they are: no counts',
      count: valueKind === 'counts' ? 0 : rows.length,
    },
    {message: `features without an approved symbol, ${fate}`, count: steps.unknown},
    {message: `features ambiguous, ${fate}`, count: steps.ambiguous},
    {
      message: 'features renamed to their approved symbol',
      count: steps.previous + steps.date + steps.alias + steps.case,
    },
    {message: 'features found by their id', count: steps.ensembl + steps.entrez},
    {
      message: "features whose name is another gene's today, taken by their id",
      count: features.conflicts,
    },
    {
      message: 'features dropped, of another species by upper and lower case of their names',
      count: features.otherCase,
    },
    ...Array.from(layer.leftOut ?? [], ([kind, count]) => ({
      message: `features left out, no genes but ${kind}`,
      count,
    })),
    {message: 'features summed with another one of the same gene', count: merged},
    {message: `cells dropped, fewer than ${params.minGenes} genes`, count: drops.tooFewGenes},
    {message: 'cells dropped, too many genes', count: drops.tooManyGenes},
    {message: 'cells dropped, too much mitochondrial expression', count: drops.tooMitochondrial},
    {message: 'cells dropped, without a label', count: drops.unwanted},
    {message: `genes dropped, in fewer than ${params.minCells} cells`, count: drops.rareGenes},
    {message: 'cells without a label', count: unlabeled},
  ];
}
