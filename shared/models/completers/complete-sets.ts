// Lets a completer complete test sets under a protocol: genes named, and ranks of all that was hidden.
import {MOST_NAMED_GENES, namedCount, type Protocol} from '../../genes/tokens/masking-protocols.ts';
import {batchesOf} from '../../stats/batches-of.ts';
import {ranksOf, topIndices} from '../../stats/score-order.ts';
import type {Completer} from './completer.ts';
import {type GeneTokens, type PartedSet, partSets, type TestSet} from './part-sets.ts';

export interface CompletionTask {
  protocol: Protocol;
  seed: number;
  /** How a model that writes one gene after another samples, and whether it ends sets by itself or names as many as others. */
  sampling: {
    temperature: number;
    topK: number;
    topP: number;
    endsSets: boolean;
    /** The most likely genes after the prompt instead, all at once. */
    atOnce: boolean;
  };
  /** Also ask for the probabilities and chances of the named genes, where the completer has them. */
  withProbabilities: boolean;
  onProgress: (done: number) => void;
}

/** What came of one set; the columns of `completions` beside the method's, protocol and seed. Genes are tokens. */
export interface CompletedSet extends Omit<TestSet, 'genes' | 'oldGenes'> {
  promptGenes: number[];
  heldOutGenes: number[];
  /** Symbols of hidden genes without a token. */
  outsideGenes: string[];
  generatedGenes: number[];
  generatedProbabilities: number[];
  generatedChances: number[];
  heldOutRanks: number[];
}

/** Sets ranked in one call; bounds memory to this many rows of V scores. */
const RANKING_BATCH = 64;

/** Completes all sets, in order; each has enough genes of the vocabulary for the protocol. */
export async function completeSets(
  completer: Completer,
  sets: readonly TestSet[],
  tokens: GeneTokens,
  task: CompletionTask,
): Promise<CompletedSet[]> {
  const masked = partSets(sets, tokens, task.protocol, task.seed);
  const sampled = await sampleGenes(completer, masked, task);
  const completed: CompletedSet[] = [];
  for (const batch of batchesOf(masked, RANKING_BATCH)) {
    const own = sampled?.slice(completed.length, completed.length + batch.length);
    completed.push(...(await completeBatch(completer, batch, own, task)));
    task.onProgress(completed.length);
  }
  return completed;
}

async function sampleGenes(
  {generate}: Completer,
  masked: readonly PartedSet[],
  {protocol, seed, sampling}: CompletionTask,
): Promise<Int32Array[] | undefined> {
  if (!generate || !protocol.samples) return undefined;
  // A set that is written at once has no end.
  if (sampling.atOnce && !sampling.endsSets) return undefined;
  const prompts = masked.map(({setId, prompt}) => ({setId, promptGenes: prompt}));
  const maxNewGenes = Int32Array.from(masked, ({prompt}) =>
    sampling.endsSets ? MOST_NAMED_GENES : namedCount(protocol, prompt.length),
  );
  const {atOnce, ...options} = sampling;
  return generate(prompts, {...options, maxNewGenes, seed});
}

async function completeBatch(
  completer: Completer,
  batch: readonly PartedSet[],
  sampled: readonly Int32Array[] | undefined,
  {protocol, withProbabilities}: CompletionTask,
): Promise<CompletedSet[]> {
  const prompts = batch.map(({prompt}) => prompt);
  const all = await completer.rank(prompts);
  const scores = all.map((row, i) => narrow(row, batch[i].candidates));
  const counts = prompts.map(({length}) => namedCount(protocol, length));
  const probabilities = withProbabilities ? await completer.probabilities?.(prompts) : undefined;
  return batch.map(({prompt, heldOut, candidates, ...set}, i) => {
    const named = sampled?.[i] ?? topIndices(scores[i], counts[i]);
    const shares = pick(probabilities?.[i], named);
    return {
      ...set,
      promptGenes: Array.from(prompt),
      heldOutGenes: Array.from(heldOut),
      generatedGenes: Array.from(named),
      generatedProbabilities: shares,
      // No method knows how many genes are hidden; the shown ones say how many to name, and so how many to expect.
      generatedChances: completer.chanceOf
        ? shares.map(share => completer.chanceOf!(share * counts[i]))
        : [],
      heldOutRanks: Array.from(ranksOf(scores[i], heldOut)),
    };
  });
}

function pick(row: Float64Array | undefined, tokens: Int32Array): number[] {
  return row ? Array.from(tokens, token => row[token]) : [];
}

/** The scores of the candidates alone; of all genes where none are named. */
function narrow(scores: Float64Array, candidates: Int32Array | undefined): Float64Array {
  if (!candidates) return scores;
  const own = new Float64Array(scores.length).fill(Number.NEGATIVE_INFINITY);
  for (const token of candidates) own[token] = scores[token];
  return own;
}
