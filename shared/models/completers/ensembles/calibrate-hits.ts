// From a model's probability of being the next gene to the chance of being one of the hidden genes.

import {fitIsotonic} from '../../../stats/isotonic.ts';
import type {HitCalibration} from '../../kinds/mixture.ts';
import {type MixtureFit, mix} from './fit-mixture.ts';
import type {MixtureCase} from './mixture-case.ts';
import {weightsAt} from './mixture-completer.ts';

/** Points of one rate, at least: a rate from fewer would be noise. */
const LEAST_POOL = 200;

/** The hit rate by expected hits (probability · hidden genes) of single genes, as an isotonic fit from the origin. */
export function calibrateHits(expected: number[], hits: number[]): HitCalibration {
  const {expected: x, observed: y} = fitIsotonic(expected, hits, LEAST_POOL);
  return {expected: [0, ...x], observed: [0, ...y]};
}

/** The hit rate by expected hits over all candidates of all cases that a mixture was fitted on. */
export function calibrateMixture(
  cases: readonly MixtureCase[],
  fit: Pick<MixtureFit, 'knots' | 'weights'>,
): HitCalibration {
  const expected: number[] = [];
  const hits: number[] = [];
  for (const {similarity, hidden, relevant, ranked, shares} of cases) {
    const mixed = mix(shares, weightsAt(fit, similarity));
    for (const [i, p] of mixed.entries()) {
      // A gene that is looked at only because it was held out would make every small probability look too good.
      if (ranked[i] === 0) continue;
      expected.push(p * hidden);
      hits.push(relevant[i]);
    }
  }
  return calibrateHits(expected, hits);
}
