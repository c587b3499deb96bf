// The weights of the methods in the pool, as a person reads them.
import {scoreText} from '../../text/number-text.ts';

/** "nearest cells .620, logistic regression .380". */
export function weightsText(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name} ${scoreText(weight)}`)
    .join(', ');
}
