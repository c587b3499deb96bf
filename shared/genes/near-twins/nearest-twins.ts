// The nearest relative that each held-out set has in training: what a lookup could find, and memory could give away.
import {type GeneSetTable, genesOf, setCount, setSize} from '../sets/gene-set-table.ts';
import {OverlapIndex} from './overlap-index.ts';

/** The training set of highest Jaccard similarity to a set. */
export interface NearestTwin {
  /** Its row in training, the first of several; −1 where no training set shares a gene. */
  row: number;
  /** Genes in common. */
  overlap: number;
  /** |A ∩ B| / |A ∪ B|, 0..1. */
  jaccard: number;
  /** |A ∩ B| / min(|A|, |B|), 0..1. */
  containment: number;
}

/**
 * The nearest training set of every set in `heldOut`, in its order. Exact: training passes by set by set, so that
 * memory grows with the held-out sets alone. `progress` gets the number of training sets done.
 */
export function findNearestTwins(
  heldOut: GeneSetTable,
  training: GeneSetTable,
  progress: (done: number) => void = () => {},
): NearestTwin[] {
  const sizes = Array.from({length: setCount(heldOut)}, (_, row) => setSize(heldOut, row));
  const index = new OverlapIndex(heldOut, Array.from(sizes.keys()));
  const geneOf = translateGenes(training, heldOut);
  const nearest = sizes.map(() => ({row: -1, overlap: 0, jaccard: 0, containment: 0}));
  for (let row = 0; row < setCount(training); row++) {
    const size = setSize(training, row);
    const genes = genesOf(training, row).map(gene => geneOf[gene]);
    index.visitOverlaps(genes, (place, overlap) => {
      const jaccard = overlap / (sizes[place] + size - overlap);
      const best = nearest[place];
      if (jaccard <= best.jaccard) return;
      best.row = row;
      best.overlap = overlap;
      best.jaccard = jaccard;
      best.containment = overlap / Math.min(sizes[place], size);
    });
    if (row % 4096 === 0) progress(row);
  }
  progress(setCount(training));
  return nearest;
}

/** Index of each gene of `from` in the dictionary of `to`; −1 where `to` lacks it. Shape (G of from). */
function translateGenes(from: GeneSetTable, to: GeneSetTable): Int32Array {
  const places = new Map(to.symbols.map((symbol, gene) => [symbol, gene]));
  return Int32Array.from(from.symbols, symbol => places.get(symbol) ?? -1);
}
