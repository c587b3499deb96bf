// Chance: uniformly random genes. It shows what the scores give for nothing, and that the significance test
// is calibrated: almost no set may come out significant.
import {createRandom} from '../stats/random.ts';
import {excludePrompt, type GeneRanker} from './gene-ranker.ts';

/** Random scores that depend on the seed and the prompt alone. */
export function createChanceRanker(vocabSize: number, seed: number): GeneRanker {
  return {
    rank(prompt) {
      const random = createRandom(seed, ...prompt);
      const scores = Float64Array.from({length: vocabSize}, () => random.next());
      return excludePrompt(scores, prompt);
    },
  };
}
