// Opens a stacked ranking: the members' best genes, ranked anew by a network that sees how each member ranks them.

import {interpolate} from '../../../stats/piecewise.ts';
import {indexGenes, setsHolding} from '../../baselines/gene-index.ts';
import {excludePrompt} from '../../baselines/gene-ranker.ts';
import {createPromptSimilarity} from '../../baselines/prompt-similarity.ts';
import {type MemberScores, type Pool, poolFeatures} from '../../ensembles/pool-features.ts';
import {scoreGenes} from '../../ensembles/rank-network.ts';
import type {StackModel} from '../../kinds/stack.ts';
import type {Completer} from '../completer.ts';
import {rememberLast} from '../remember-last.ts';
import {softmax} from '../to-probabilities.ts';

/** Describes the pooled genes of prompts. */
export interface PoolDescriber {
  /** Also the first member's scores, which order what is not pooled. */
  describe(prompts: Int32Array[]): Promise<{pool: Pool; lead: Float64Array; similarity: number}[]>;
}

/** Pools for prompts by members opened by the caller. */
export function poolDescriber(
  {training, vocabSize, depth}: Pick<StackModel, 'training' | 'vocabSize' | 'depth'>,
  members: readonly Completer[],
): PoolDescriber {
  const index = indexGenes(training, vocabSize);
  const similarityOf = createPromptSimilarity(index);
  const logPopularity = Float64Array.from({length: vocabSize}, (_, token) =>
    Math.log(1 + setsHolding(index, token)),
  );
  return {
    async describe(prompts) {
      const rows: MemberScores[][] = [];
      for (const member of members) rows.push(await scoresOf(member, prompts));
      return prompts.map((prompt, i) => {
        const similarity = similarityOf(prompt);
        const context = {similarity, visible: prompt.length};
        const scores = rows.map(row => row[i]);
        const pool = poolFeatures(scores, context, logPopularity, depth);
        return {pool, lead: scores[0].scores, similarity};
      });
    },
  };
}

/** A stacked ranking over members opened by the caller, in the model's order; disposing of it disposes of them. */
export function stackCompleter(model: StackModel, members: Completer[]): Completer {
  const describe = rememberLast(poolDescriber(model, members).describe);
  const {network, calibration, vocabSize} = model;

  /** Scores of the pooled genes by the network; all others stand below, as the first member has them. */
  async function rank(prompts: Int32Array[]): Promise<Float64Array[]> {
    return (await describe(prompts)).map(({pool, lead}, i) =>
      orderAll(pool.genes, scoreGenes(network, pool.features), lead, prompts[i]),
    );
  }

  async function probabilities(prompts: Int32Array[]): Promise<Float64Array[]> {
    return (await describe(prompts)).map(({pool}) => {
      const row = new Float64Array(vocabSize);
      for (const [k, p] of softmax(scoreGenes(network, pool.features)).entries()) {
        row[pool.genes[k]] = p;
      }
      return row;
    });
  }

  return {
    description: `stacked ranking of ${model.members.map(({name}) => name).join(', ')}`,
    vocabSize,
    rank,
    probabilities,
    hitRates: async (prompts, hidden) =>
      (await probabilities(prompts)).map((row, i) =>
        row.map(p => interpolate(calibration.expected, calibration.observed, p * hidden[i])),
      ),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

async function scoresOf(member: Completer, prompts: Int32Array[]): Promise<MemberScores[]> {
  const shares = member.probabilities !== undefined;
  const rows = await (shares ? member.probabilities!(prompts) : member.rank(prompts));
  return rows.map((scores, i) => ({scores: excludePrompt(scores, prompts[i]), shares}));
}

/**
 * Scores of all V tokens from those of the pooled genes, shape (n): all others stand below, as `lead`, shape (V), has
 * them; the prompt's genes and the end token are no candidates.
 */
export function orderAll(
  genes: Int32Array,
  scores: Float64Array,
  lead: Float64Array,
  prompt: Int32Array,
): Float64Array {
  const row = placeBelow(
    lead,
    scores.reduce((least, score) => Math.min(least, score), 0),
  );
  for (const [k, gene] of genes.entries()) row[gene] = scores[k];
  return excludePrompt(row, prompt);
}

/** The row's order, between `top` − 2 and `top` − 1. */
function placeBelow(row: Float64Array, top: number): Float64Array {
  let lowest = Number.POSITIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  for (const score of row) {
    if (score === Number.NEGATIVE_INFINITY) continue;
    lowest = Math.min(lowest, score);
    best = Math.max(best, score);
  }
  const width = best > lowest ? best - lowest : 1;
  return row.map(score => top - 2 + (score - lowest) / width);
}
