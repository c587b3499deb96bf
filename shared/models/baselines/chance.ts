// Chance: uniformly random genes. It shows what the scores give for nothing, and that the significance test
// is calibrated: almost no set may come out significant.

import type {MethodIdentity} from '../../scores/method-roles.ts';
import type {Prediction, TestSet} from '../../scores/score-completion.ts';
import {createRandom} from '../../stats/random.ts';

/** The floor that every method is scored beside. */
export const CHANCE = 'chance';
export const CHANCE_IDENTITY: MethodIdentity = {kind: CHANCE, role: 'floor'};

/**
 * `count` random ones of the `genes`, which hold the prompt's (all, where there are fewer) and random ranks of the held-out genes, as a random order of all
 * candidates would give them; only what is looked at of that order is drawn. Depends on the seeds and the set's id.
 */
export function predictByChance(
  {setId, promptGenes, heldOutGenes}: Omit<TestSet, 'maxJaccard'>,
  count: number,
  genes: Int32Array,
  seeds: readonly [number, number],
): Prediction & {heldOutRanks: number[]} {
  const random = createRandom(...seeds, setId);
  const shown = new Set(promptGenes);
  const candidates = genes.length - promptGenes.length;
  const named = drawDistinct(
    Math.min(count, candidates),
    () => genes[random.int(genes.length)],
    token => shown.has(token),
  );
  const places = new Map(Array.from(named, (token, place) => [token, place]));
  const unnamed = heldOutGenes.filter(token => !places.has(token));
  const further = drawDistinct(
    unnamed.length,
    () => named.size + random.int(candidates - named.size),
    () => false,
  );
  for (const [i, place] of [...further].entries()) places.set(unnamed[i], place);
  return {
    generatedGenes: Int32Array.from(named),
    heldOutRanks: Array.from(heldOutGenes, token => 1 + places.get(token)!),
  };
}

/** Draws until `count` different values have come that are not refused, in the order of their coming. */
function drawDistinct(
  count: number,
  draw: () => number,
  isRefused: (value: number) => boolean,
): Set<number> {
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const value = draw();
    if (!isRefused(value)) drawn.add(value);
  }
  return drawn;
}
