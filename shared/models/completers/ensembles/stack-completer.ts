// Opens a stacked ranking: the members' best genes, ranked anew by a network that sees how each member ranks them.

import type {RankEngine} from '../../../engines/contract/rank-network.ts';
import {interpolate} from '../../../stats/piecewise.ts';
import {indexGenes, setsHolding} from '../../baselines/gene-index.ts';
import {excludePrompt} from '../../baselines/gene-ranker.ts';
import {createPromptSimilarity} from '../../baselines/prompt-similarity.ts';
import {type MemberScores, type Pool, poolFeatures} from '../../ensembles/pool-features.ts';
import {scoreCases} from '../../ensembles/rank-network.ts';
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
export function stackCompleter(
  model: StackModel,
  members: Completer[],
  engine: RankEngine,
): Completer {
  const {network, calibration, vocabSize} = model;
  const {describe} = poolDescriber(model, members);
  const score = rememberLast(async (prompts: Int32Array[]) => {
    const described = await describe(prompts);
    const pools = described.map(({pool}) => pool);
    const scores = await scoreCases(engine, network, pools);
    return described.map(({pool: {genes}, lead}, i) => ({genes, lead, scores: scores[i]}));
  });
  return {
    description: `stacked ranking of ${model.members.map(({name}) => name).join(', ')}`,
    vocabSize,
    rank: async prompts =>
      (await score(prompts)).map(({genes, scores, lead}, i) =>
        orderAll(genes, scores, lead, prompts[i]),
      ),
    probabilities: async prompts =>
      (await score(prompts)).map(({genes, scores}) =>
        placeAt(genes, softmax(scores), new Float64Array(vocabSize)),
      ),
    chanceOf: hits => interpolate(calibration.expected, calibration.observed, hits),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}

/** Writes the values at the genes' places in the row, shape (V). */
function placeAt(genes: Int32Array, values: Float64Array, row: Float64Array): Float64Array {
  for (let k = 0; k < genes.length; k++) row[genes[k]] = values[k];
  return row;
}

/** Votes are taken as they are: the network sees shares of the best score, which their sum does not change. */
async function scoresOf(member: Completer, prompts: Int32Array[]): Promise<MemberScores[]> {
  const shares = member.probabilities !== undefined;
  const asTheyAre = !shares || member.votes;
  const rows = await (asTheyAre ? member.rank(prompts) : member.probabilities!(prompts));
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
  return excludePrompt(placeAt(genes, scores, row), prompt);
}

/** The row's order, between `top` − 2 and `top` − 1. */
function placeBelow(row: Float64Array, top: number): Float64Array {
  let lowest = Number.POSITIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < row.length; token++) {
    if (row[token] === Number.NEGATIVE_INFINITY) continue;
    lowest = Math.min(lowest, row[token]);
    best = Math.max(best, row[token]);
  }
  const width = best > lowest ? best - lowest : 1;
  const placed = new Float64Array(row.length);
  for (let token = 0; token < row.length; token++) {
    placed[token] = top - 2 + (row[token] - lowest) / width;
  }
  return placed;
}
