// Lets a completer complete test sets under a protocol: genes named, and ranks of all that was hidden.
import {maskSet, type SetParts} from '../../genes/tokens/mask-set.ts';
import {MOST_NAMED_GENES, namedCount, type Protocol} from '../../genes/tokens/masking-protocols.ts';
import {ranksOf, topIndices} from '../../stats/score-order.ts';
import type {Completer} from './completer.ts';

/** A test set in stored order. */
export interface TestSet {
  setId: number;
  library: string;
  name: string;
  genes: readonly string[];
}

export interface CompletionTask {
  protocol: Protocol;
  seed: number;
  /** How a model that ends sets by itself samples. */
  sampling: {temperature: number; topK: number; topP: number};
  /** Also ask for the probabilities and chances of the named genes, where the completer has them. */
  withProbabilities: boolean;
  onProgress: (done: number) => void;
}

/** Symbols of the vocabulary the completer was trained with, and their tokens. */
export interface Names {
  symbols: readonly string[];
  tokens: ReadonlyMap<string, number>;
}

/** What came of one set; the columns of `completions` beside method, protocol and seed. */
export interface CompletedSet extends Omit<TestSet, 'genes'>, SetParts {
  generatedGenes: string[];
  generatedProbabilities: number[];
  generatedChances: number[];
  heldOutRanks: number[];
}

/** Sets ranked in one call; bounds memory to this many rows of V scores. */
const RANKING_BATCH = 64;

interface Masked extends SetParts {
  set: TestSet;
  prompt: Int32Array;
}

/** Completes all sets, in order; each needs `LEAST_KNOWN_GENES` genes of the vocabulary. */
export async function completeSets(
  completer: Completer,
  sets: readonly TestSet[],
  names: Names,
  task: CompletionTask,
): Promise<CompletedSet[]> {
  const masked = sets.map((set): Masked => {
    const parts = maskSet(set, symbol => names.tokens.has(symbol), task.protocol, task.seed);
    return {set, ...parts, prompt: toTokens(parts.promptGenes, names)};
  });
  const sampled = await sampleGenes(completer, masked, task);
  const completed: CompletedSet[] = [];
  for (let from = 0; from < masked.length; from += RANKING_BATCH) {
    const part = masked.slice(from, from + RANKING_BATCH);
    const own = sampled?.slice(from, from + RANKING_BATCH);
    completed.push(...(await completeBatch(completer, part, own, names, task)));
    task.onProgress(completed.length);
  }
  return completed;
}

async function sampleGenes(
  {generate}: Completer,
  masked: readonly Masked[],
  {protocol, seed, sampling}: CompletionTask,
): Promise<Int32Array[] | undefined> {
  if (!generate || !protocol.samples) return undefined;
  const prompts = masked.map(({set, prompt}) => ({setId: set.setId, promptGenes: prompt}));
  return generate(prompts, {...sampling, maxNewGenes: MOST_NAMED_GENES, seed});
}

async function completeBatch(
  completer: Completer,
  batch: readonly Masked[],
  sampled: readonly Int32Array[] | undefined,
  {symbols, tokens}: Names,
  {protocol, withProbabilities}: CompletionTask,
): Promise<CompletedSet[]> {
  const prompts = batch.map(({prompt}) => prompt);
  const scores = await completer.rank(prompts);
  const counts = prompts.map(({length}) => namedCount(protocol, length));
  const probabilities = withProbabilities ? await completer.probabilities?.(prompts) : undefined;
  // Nobody is told how many genes are hidden; the shown ones say how many to name, and so how many to expect.
  const chances = withProbabilities ? await completer.hitRates?.(prompts, counts) : undefined;
  return batch.map(({set: {setId, library, name}, promptGenes, heldOutGenes}, i) => {
    const named = sampled?.[i] ?? topIndices(scores[i], counts[i]);
    return {
      ...{setId, library, name, promptGenes, heldOutGenes},
      generatedGenes: Array.from(named, token => symbols[token]),
      generatedProbabilities: pick(probabilities?.[i], named),
      generatedChances: pick(chances?.[i], named),
      heldOutRanks: ranksOfSymbols(scores[i], heldOutGenes, tokens),
    };
  });
}

function pick(row: Float64Array | undefined, tokens: Int32Array): number[] {
  return row ? Array.from(tokens, token => row[token]) : [];
}

/** 1-based ranks, 0 for symbols without a token. */
function ranksOfSymbols(
  scores: Float64Array,
  symbols: readonly string[],
  tokens: ReadonlyMap<string, number>,
): number[] {
  const known = symbols.flatMap(symbol => tokens.get(symbol) ?? []);
  const ranks = ranksOf(scores, Int32Array.from(known));
  let next = 0;
  return symbols.map(symbol => (tokens.has(symbol) ? ranks[next++] : 0));
}

function toTokens(symbols: readonly string[], {tokens}: Names): Int32Array {
  return Int32Array.from(symbols, symbol => tokens.get(symbol)!);
}
