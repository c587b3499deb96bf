// Sentences that methods generated, as cells of the matrix's genes with the types that were asked for.

import {NO_CLASS} from '../../stats/class-scores.ts';
import {groupBy} from '../../stats/group-by.ts';
import type {GatheredCells} from '../gather-cells.ts';
import {keepTopGenes, type LabelledCells} from '../labelled-cells.ts';
import {typesOfNames} from '../scores/classify-cells.ts';
import type {RankLine} from './rank-model.ts';
import {readSentence, reconstructExpression, sentenceShares} from './read-sentence.ts';

export interface GeneratedRow {
  method: string;
  /** The type asked for. */
  type: string;
  words: readonly string[];
}

export interface GeneratedCells {
  cells: LabelledCells;
  validGeneShare: number;
  uniqueGeneShare: number | null;
  clippedShare: number | null;
}

/** Cells of each method; of each cell the `topGenes` highest are kept, 0 for all. */
export function readGenerated(
  rows: readonly GeneratedRow[],
  {columnOf, types}: Pick<GatheredCells, 'columnOf' | 'types'>,
  line: RankLine,
  topGenes: number,
): Map<string, GeneratedCells> {
  const methods = Array.from(
    groupBy(rows, ({method}) => method),
    ([method, own]): [string, GeneratedCells] => {
      const sentences = own.map(({words}) => readSentence(words, columnOf));
      const genes = sentences.reduce((sum, sentence) => sum + sentence.genes.length, 0);
      const {expression, clipped} = reconstructExpression(sentences, line, columnOf.size);
      const {validGeneShare, uniqueGeneShare} = sentenceShares(sentences);
      return [
        method,
        {
          cells: {expression: keepTopGenes(expression, topGenes), labels: wantedTypes(own, types)},
          validGeneShare,
          uniqueGeneShare: genes === 0 ? null : uniqueGeneShare,
          clippedShare: genes === 0 ? null : clipped / genes,
        },
      ];
    },
  );
  return new Map(methods);
}

function wantedTypes(rows: readonly GeneratedRow[], types: readonly string[]): Int32Array {
  const wanted = typesOfNames(
    rows.map(({type}) => type),
    types,
  );
  const unknown = wanted.indexOf(NO_CLASS);
  if (unknown < 0) return wanted;
  throw new Error(
    `${rows[unknown].method} generated a cell of type '${rows[unknown].type}'; the real cells have ${types.join(', ')}. Generate types of the scored cells.`,
  );
}
