// A set's scores for tests that are about sums of them.
import type {SetScore} from '../../shared/scores/score-results.ts';

export function aScore(values: Partial<SetScore>): SetScore {
  return {
    method: 'train-gpt',
    protocol: 'shuffled-20',
    seed: 1,
    setId: 1,
    library: 'toy',
    setSize: 12,
    heldOut: 4,
    outsideVocabulary: 0,
    generated: 4,
    hits: 0,
    recall: 0,
    precision: 0,
    recallAt10: 0,
    recallAt50: 0,
    recallAt100: 0,
    recallAtR: 0,
    averagePrecision: 0,
    ndcg: 0,
    auroc: 0.5,
    maxJaccard: 0,
    pValue: 1,
    log10PValue: 0,
    qValue: 1,
    popularityPValue: 1,
    popularityQValue: 1,
    ...values,
  };
}
