// Of a matrix with several kinds of features (genes, antibodies, guides …) only genes are kept.
import type {CellLayer, SourceBlock} from '../../cells/import/cell-source.ts';
import {partKinds} from '../../cells/import/feature-kinds.ts';

/** The layer without features of another kind, which are counted; those without a kind are genes. */
export function keepGeneExpression(path: string, layer: CellLayer): CellLayer {
  const {isGene, leftOut} = partKinds(path, layer.features);
  if (leftOut.size === 0) return layer;
  let genes = 0;
  const places = Int32Array.from(isGene, kept => (kept ? genes++ : -1));
  return {
    ...layer,
    leftOut,
    features: layer.features.filter((_, row) => isGene[row]),
    async *blocks() {
      for await (const block of layer.blocks()) yield dropOthers(block, places);
    },
  };
}

function dropOthers(block: SourceBlock, places: Int32Array): SourceBlock {
  const features = new Int32Array(block.features.length);
  const values = new Float32Array(block.values.length);
  const offsets = new Int32Array(block.offsets.length);
  let end = 0;
  for (let cell = 0; cell + 1 < offsets.length; cell++) {
    for (let i = block.offsets[cell]; i < block.offsets[cell + 1]; i++) {
      const place = places[block.features[i]];
      if (place < 0) continue;
      features[end] = place;
      values[end++] = block.values[i];
    }
    offsets[cell + 1] = end;
  }
  const {firstCell} = block;
  return {firstCell, offsets, features: features.subarray(0, end), values: values.subarray(0, end)};
}
