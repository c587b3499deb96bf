// The sets that a completed list leads to: ranked as if the genes that a model added had been given. The order is all that
// is said: the added genes were chosen by a model that knows such sets, so a p-value would test nothing.
import {overlapTail} from './test-enrichment.ts';
import {genesOf, sharedGenes, type TestedSets} from './tested-sets.ts';

export interface LedSet {
  set: number;
  /** Given and added genes that the set holds. */
  given: number[];
  added: number[];
  /** Genes of the set within the background. */
  size: number;
  /** Share of the completed list in the set over the share of the background in it. */
  fold: number;
}

/** Sets that hold a gene of the completed list, the least likely overlap first; given and added share no gene. */
export function rankCompleted(
  tested: TestedSets,
  given: ArrayLike<number>,
  added: ArrayLike<number>,
): LedSet[] {
  const within = (genes: ArrayLike<number>) =>
    Array.from(genes).filter(gene => tested.holds[gene] === 1);
  const [ownGenes, newGenes] = [within(given), within(added)];
  const drawn = ownGenes.length + newGenes.length;
  const [own, more] = [sharedGenes(tested, ownGenes), sharedGenes(tested, newGenes)];
  return [...new Set([...own.keys(), ...more.keys()])]
    .map(set => {
      const led = {set, given: own.get(set) ?? [], added: more.get(set) ?? []};
      const overlap = led.given.length + led.added.length;
      const size = genesOf(tested, set).length;
      const fold = (overlap / drawn) * (tested.backgroundSize / size);
      const order = overlapTail(tested, overlap, size, drawn).log10PValue;
      return {led: {...led, size, fold}, order};
    })
    .sort((a, b) => a.order - b.order || b.led.fold - a.led.fold || a.led.set - b.led.set)
    .map(({led}) => led);
}
