// How much of a gene a cell has, by the training cells that a model finds nearest to what is shown of it.
import {meanOfRows} from '../../cells/scores/knn-imputer.ts';
import {findNearest} from '../../stats/nearest-neighbours.ts';
import type {SparseRows} from '../../stats/sparse-rows.ts';
import type {Completer} from './completer.ts';
import {type GeneValuer, toTokens} from './impute-with-completer.ts';

/**
 * Means over the `neighbours` training cells whose embeddings are nearest to that of the genes shown, by Euclidean
 * distance. A set encoder embeds genes without their values, and no types are known.
 */
export async function valueByNeighbours(
  embed: NonNullable<Completer['embed']>,
  training: SparseRows,
  tokenOf: Int32Array,
  neighbours: number,
): Promise<GeneValuer> {
  const place = async (sets: readonly Int32Array[]) => {
    const coordinates = Float64Array.from(await embed(sets));
    return {count: sets.length, dimensions: coordinates.length / sets.length, coordinates};
  };
  const {offsets, columns, rowCount} = training;
  const genesOf = (row: number) =>
    Array.prototype.slice.call(columns, ...offsets.subarray(row, row + 2));
  const known = await place(
    Array.from({length: rowCount}, (_, row) => toTokens(genesOf(row), tokenOf)),
  );
  const k = Math.min(neighbours, rowCount);
  return async questions => {
    const asked = await place(questions.map(({shown}) => toTokens(shown, tokenOf)));
    const {rows} = findNearest(known, asked, k);
    return questions.map((_, i) => meanOfRows(training, rows.subarray(i * k, (i + 1) * k)));
  };
}
