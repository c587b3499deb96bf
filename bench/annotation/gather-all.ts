// All that an annotator says of the cells of a matrix, before it decides.

import {chancesOf} from '../../shared/cells/annotation/type-chances.ts';
import {UNKNOWN_SCORES, type UnknownScore} from '../../shared/cells/annotation/unknown-scores.ts';
import type {CellMatrix} from '../../shared/cells/cell-matrix.ts';
import {openAnnotating} from '../../shared/models/cells/annotate-batches.ts';
import type {StoredAnnotator} from '../../shared/models/kinds/cell-annotator.ts';

export interface Gathered {
  /** Chances of the types of each cell, by method. Each of shape (types). */
  chances: Map<string, Float64Array[]>;
  unknown: Record<UnknownScore, Float64Array>;
}

/** Asks every method of the annotator. */
export async function gatherAll(
  stored: StoredAnnotator,
  matrix: CellMatrix,
  seed: number,
): Promise<Gathered> {
  const annotating = await openAnnotating(stored, matrix, {engine: 'auto', seed});
  const chances = new Map<string, Float64Array[]>();
  const unknown = new Map<UnknownScore, number[]>(UNKNOWN_SCORES.map(score => [score, []]));
  try {
    for await (const {evidence, annotations} of annotating.batches()) {
      for (const [method, told] of evidence.chances) {
        const rows = chances.get(method) ?? [];
        chances.set(method, [...rows, ...annotations.map((_, row) => chancesOf(told, row))]);
      }
      for (const [score, all] of unknown) all.push(...evidence.unknown[score]);
    }
  } finally {
    annotating.dispose();
  }
  const scores = Array.from(unknown, ([score, all]) => [score, Float64Array.from(all)]);
  return {chances, unknown: Object.fromEntries(scores) as Gathered['unknown']};
}
