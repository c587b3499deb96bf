// An annotator of the toy tissue, and what quick fits need.
import {
  type AnnotatorOptions,
  fitAnnotator,
} from '../../../shared/cells/annotation/fit-annotator.ts';
import {GENES, TYPES, toyCells} from '../toy-cells.ts';

export const TOY_OPTIONS: AnnotatorOptions = {
  ...{components: 5, maxReferenceCells: 150, classifierNeighbours: [5, 10], penalties: [0.01]},
  ...{level: 0.9, falseAlarms: 0.05, leftOutCells: 120, leftOutTypes: 3, seed: 1},
};
export const TOY_SYMBOLS = Array.from({length: GENES}, (_, gene) => `GENE${gene}`);
export const TOY_TYPES = ['B cell', 'NK cell', 'T cell'].slice(0, TYPES);

export const toyAnnotator = (options: Partial<AnnotatorOptions> = {}) =>
  fitAnnotator(
    {
      ...{symbols: TOY_SYMBOLS, types: TOY_TYPES},
      ...{training: toyCells(60, 1), validation: toyCells(30, 2)},
    },
    {...TOY_OPTIONS, ...options},
  );
