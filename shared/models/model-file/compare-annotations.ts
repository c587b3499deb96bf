// What a model file of cells and the annotator that it was packed from make of the same cells.
import type {CellAnnotation} from '../../cells/annotation/annotate-cells.ts';
import type {CellMatrix} from '../../cells/cell-matrix.ts';
import type {GatheredCells, NamedCells} from '../../cells/gather-cells.ts';
import type {EngineChoice} from '../../engines/load.ts';
import {openAnnotating, toBatch} from '../cells/annotate-batches.ts';
import type {StoredAnnotator} from '../kinds/cell-annotator.ts';
import type {BundleScores} from '../kinds/cell-bundle.ts';

export interface Compared {
  annotator: StoredAnnotator;
  file: StoredAnnotator;
}

export interface CompareOptions {
  engine: EngineChoice;
  seed: number;
  /** Receives the cells that were asked about, and by whom. */
  onProgress?: (cells: number, name: string) => void;
}

/** Annotates labelled cells by both. */
export async function compareAnnotations(
  {annotator, file}: Compared,
  {
    symbols,
    types,
    expression,
    labels,
  }: Pick<GatheredCells, 'symbols' | 'types'> & Pick<NamedCells, 'expression' | 'labels'>,
  options: CompareOptions,
): Promise<BundleScores> {
  const matrix: CellMatrix = {
    ...{symbols, valueKind: 'log-normalized'},
    async *batches() {
      yield toBatch(expression, 0);
    },
  };
  const [before, after] = [
    await annotateAll(annotator, matrix, options, 'the annotator'),
    await annotateAll(file, matrix, options, 'its model file'),
  ];
  const accuracyOf = (annotations: CellAnnotation[]) =>
    annotations.filter(({likeliest}, cell) => likeliest.type === types[labels[cell]]).length /
    Math.max(1, annotations.length);
  const pairs = before.map((own, cell) => [own, after[cell]]);
  const differences = pairs.map(([a, b]) =>
    a.likeliest.type === b.likeliest.type ? Math.abs(a.likeliest.chance - b.likeliest.chance) : 0,
  );
  return {
    cells: pairs.length,
    accuracy: {annotator: accuracyOf(before), file: accuracyOf(after)},
    sameType: pairs.filter(
      ([a, b]) => a.likeliest.type === b.likeliest.type && a.unknown === b.unknown,
    ).length,
    sameSet: pairs.filter(([a, b]) => String(a.set) === String(b.set)).length,
    chanceDifference: Math.max(0, ...differences),
  };
}

async function annotateAll(
  stored: StoredAnnotator,
  matrix: CellMatrix,
  {onProgress, ...options}: CompareOptions,
  name: string,
): Promise<CellAnnotation[]> {
  const onAsked = (cells: number) => onProgress?.(cells, name);
  const annotating = await openAnnotating(stored, matrix, {...options, onAsked});
  try {
    const all: CellAnnotation[] = [];
    for await (const {annotations} of annotating.batches()) all.push(...annotations);
    return all;
  } finally {
    annotating.dispose();
  }
}
