// Completes gene sets with a trained model and says what stands behind each suggestion. The runner starts this file by
// its path, as it does stages, so that neither knows the other's code.

import {tokenShard} from '../../formats/token-shard.ts';
import {keepFirstGenes} from '../../genes/sets/first-genes.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {completionModel} from '../../models/kinds/completion-model.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import {topIndices} from '../../stats/score-order.ts';
import type {Answer, SuggestedGene} from './answer.ts';
import {findSupport, nameSupport} from './find-support.ts';
import {type Lookup, openLookup, titleFinder} from './name-index.ts';
import {openValuer, type Valuer} from './open-valuer.ts';
import type {Question, Reply, TrainedQuestion} from './question.ts';
import {QUOTES_HINT} from './read-phrase.ts';
import {readQueries} from './read-queries.ts';
import {renderAnswer} from './render-answer.ts';
import {type ResolvedQuery, resolveQueries} from './resolve-query.ts';

/** Sets ranked in one call; bounds memory to this many rows of V scores. */
const BATCH = 64;

/** Answers a question. */
export async function complete(question: TrainedQuestion): Promise<Reply> {
  const {files} = question;
  const queries = await readQueries(question);
  const [lookup, model, training] = await Promise.all([
    openLookup(question),
    completionModel.read(files.model),
    tokenShard.read(files.training),
  ]);
  const known = new Set(lookup.genes.symbols);
  const resolved = resolveQueries(
    keepFirstGenes(queries, name => known.has(name)),
    lookup,
    question.about === undefined ? undefined : QUOTES_HINT,
  );
  const alone = resolved.every(({genes}) => genes.length === 0);
  const valuer = await openValuer(model, {question, lookup, training, alone});
  try {
    const {about, measure, kind, description, calibrated} = valuer;
    const suggested = await suggest(valuer, resolved, {lookup, training, question});
    const answer: Answer = {
      ...{measure, kind, engine: description, calibrated},
      trainingSets: training.setIds.length,
      ...(about && {about: {...about, alone}}),
      sets: resolved.map((query, i) => ({
        ...query,
        missing: missingGenes(query, question),
        suggested: suggested[i],
      })),
    };
    return renderAnswer(answer, question);
  } finally {
    valuer.dispose();
  }
}

interface Knowledge {
  lookup: Lookup;
  training: TokenShard;
  question: Question;
}

async function suggest(
  {measure, valuesOf, chanceOf, supportOf}: Valuer,
  queries: readonly ResolvedQuery[],
  {lookup, training, question}: Knowledge,
): Promise<SuggestedGene[][]> {
  const nameOf = new Map(
    lookup.genes.symbols.map((symbol, row) => [symbol, lookup.genes.names[row]]),
  );
  const prompts = queries.map(({genes}) => Int32Array.from(genes, ({token}) => token));
  const isAlone = prompts.every(({length}) => length === 0);
  const titleOf = titleFinder(lookup);
  const results: SuggestedGene[][] = [];
  for (const part of batchesOf(prompts, BATCH)) {
    const rows = await valuesOf(part);
    for (const [i, prompt] of part.entries()) {
      const missing = missingGenes(queries[results.length], question);
      // Beside others a set without a known gene gets no suggestions; the answer says so.
      const best =
        prompt.length === 0 && !isAlone
          ? new Int32Array(0)
          : bestTokens(rows[i], prompt, question.top).filter(
              token => measure === 'score' || rows[i][token] > 0,
            );
      const support = supportOf
        ? supportOf(best, question.support)
        : findSupport(training, prompt, best, question.support).map(holders =>
            nameSupport(holders, training, titleOf),
          );
      results.push(
        Array.from(best, (token, place) => ({
          rank: place + 1,
          symbol: lookup.symbols[token],
          name: nameOf.get(lookup.symbols[token]) ?? '',
          value: rows[i][token],
          ...(chanceOf && {chance: chanceOf(rows[i][token] * missing)}),
          support: support[place],
        })),
      );
    }
  }
  return results;
}

/** The number in the question; else as many as are given, as if half of the set were known. */
function missingGenes({genes}: ResolvedQuery, {missing}: Question): number {
  return missing ?? genes.length;
}

/** The best tokens but for the prompt and the end token, which have probability 0 and may stand among the last. */
function bestTokens(values: Float64Array, prompt: Int32Array, count: number): Int32Array {
  const open = Float64Array.from(values);
  for (const token of [0, ...prompt]) open[token] = Number.NEGATIVE_INFINITY;
  return topIndices(open, count);
}
