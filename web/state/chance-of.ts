// The calibrated chance of a gene, as the model file's own reader gives it, so that the slider needs no new answer.
import type {Calibration} from '../protocol.ts';

/** Chance, 0..1, by the hits that a probability promises: probability × missing genes. */
export function chanceOf({expected, observed}: Calibration, hits: number): number {
  const above = expected.findIndex(value => value > hits);
  if (above <= 0) return observed.at(above) ?? 0;
  const share = (hits - expected[above - 1]) / (expected[above] - expected[above - 1]);
  return observed[above - 1] + share * (observed[above] - observed[above - 1]);
}
