// How near a list is to what is known, and what that means for trust, in words.
import type {NearnessScore} from '../../../run/geneglot.mjs';

/** Least likeness (cosine) of each step, what is said of a list as near, and an advice where no test set says more. */
const STEPS: [number, string, string][] = [
  [0.8, 'The list is nearly that set', 'Most suggestions come from it and from sets like it.'],
  [0.5, 'That is near', 'Lists as near to a known set are completed well.'],
  [0.25, 'That is not very near', 'Take the suggestions as leads.'],
  [0, 'The list is far from every known set', 'Trust the suggestions little.'],
];

export interface Judgement {
  near: string;
  /** What became of test sets as near; an advice where the model file does not say. */
  trust: string;
}

/** `nearness`: what became of test sets, by the likeness of their nearest training set, ascending. */
export function judgeLikeness(
  likeness: number,
  nearness: readonly NearnessScore[] = [],
): Judgement {
  const [, near, advice] = STEPS.find(([least]) => likeness >= least) ?? STEPS[STEPS.length - 1];
  // Groups leave gaps between them; a list in a gap counts to the one above. Nearer or farther no test set was.
  const isFarther = likeness < (nearness[0]?.from ?? 0);
  const group = isFarther ? undefined : nearness.find(({upTo}) => likeness <= upTo);
  return {near, trust: group === undefined ? advice : describeGroup(group)};
}

function describeGroup({sets, rightOfFirst10, recallAt50}: NearnessScore): string {
  const right = Math.round(rightOfFirst10);
  const share = Math.round(100 * recallAt50);
  return `In ${sets} test sets as near as this list, which were known in part, about ${right} of the first 10 suggestions were right, and the first 50 held about ${share} % of the missing genes.`;
}
