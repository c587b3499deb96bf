// Opens a mixture: p(g | prompt) = Σ_m w_m(similarity) · p_m(g | prompt), where the weights depend on how near the
// nearest known set is: a lookup is right near known sets, a model may be further away. The idea is that of nearest
// neighbour language models (Khandelwal et al. 2020, equation 3), with a weight that looks at the neighbour.

import {interpolate, placeAmong} from '../../../stats/piecewise.ts';
import {indexGenes} from '../../baselines/gene-index.ts';
import {excludePrompt} from '../../baselines/gene-ranker.ts';
import {createPromptSimilarity} from '../../baselines/prompt-similarity.ts';
import type {MixtureModel} from '../../kinds/mixture.ts';
import type {Completer} from '../completer.ts';
import {rememberLast} from '../remember-last.ts';

/** A mixture over members opened by the caller, in the model's order; disposing of it disposes of them. */
export function mixtureCompleter(model: MixtureModel, members: Completer[]): Completer {
  const similarityOf = createPromptSimilarity(indexGenes(model.training, model.vocabSize));
  const probabilities = rememberLast(async (prompts: Int32Array[]) => {
    const rows = prompts.map(() => new Float64Array(model.vocabSize));
    const weights = prompts.map(prompt => weightsAt(model, similarityOf(prompt)));
    for (const [m, member] of members.entries()) {
      const shares = await member.probabilities!(prompts);
      for (const [i, row] of rows.entries()) addScaled(row, shares[i], weights[i][m]);
    }
    return rows;
  });
  return {
    description: `mixture of ${model.members.map(({name}) => name).join(', ')}`,
    vocabSize: model.vocabSize,
    probabilities,
    rank: async prompts =>
      (await probabilities(prompts)).map((row, i) => excludePrompt(row.slice(), prompts[i])),
    chanceOf: hits => interpolate(model.calibration.expected, model.calibration.observed, hits),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

/** Weights of the members for a prompt whose nearest known set is this similar, summing to 1. */
export function weightsAt(
  {knots, weights}: Pick<MixtureModel, 'knots' | 'weights'>,
  similarity: number,
): number[] {
  const {below, share} = placeAmong(knots, similarity);
  const above = weights[Math.min(below + 1, weights.length - 1)];
  return weights[below].map((weight, m) => weight * (1 - share) + above[m] * share);
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}
