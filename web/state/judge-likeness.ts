// How near a list is to what is known, and what that means for trust, in words.

/** Least likeness (cosine) of each step, and what is said of a list as near; the report's strata begin there. */
const STEPS: [number, string, string][] = [
  [0.8, 'It is nearly that set', 'The suggestions are mostly its other genes.'],
  [0.5, 'It is near', 'Lists as near to a known set are completed well.'],
  [
    0.25,
    'It is at some distance',
    'Take the suggestions as leads; the chances say how good each is.',
  ],
  [0, 'It is far from every known set', 'Trust the suggestions little, and look at the chances.'],
];

/** The distance and the advice, as sentences. */
export function judgeLikeness(likeness: number): {near: string; trust: string} {
  const [, near, trust] = STEPS.find(([least]) => likeness >= least) ?? STEPS[STEPS.length - 1];
  return {near, trust};
}
