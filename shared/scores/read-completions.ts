// Turns stored completions (symbols) into test sets and predictions (tokens), and checks that they fit together.
import type {Prediction, TestSet} from './score-completion.ts';

/** A stored completion; `heldOutRanks[i]` is the 1-based rank of `heldOutGenes[i]`, 0 outside the vocabulary. */
export interface StoredCompletion {
  setId: number;
  library: string;
  name: string;
  promptGenes: readonly string[];
  heldOutGenes: readonly string[];
  generatedGenes: readonly string[];
  heldOutRanks: readonly number[];
}

/** How a completion's set was shown, in tokens (of genes, without the end token). */
export function readTestSet(
  completion: StoredCompletion,
  tokens: ReadonlyMap<string, number>,
): Omit<TestSet, 'maxJaccard'> {
  const {setId, library, promptGenes, heldOutGenes} = completion;
  const prompt = new Set(promptGenes);
  const shown = heldOutGenes.find(symbol => prompt.has(symbol));
  if (shown !== undefined) {
    throw problem(completion, `${shown} both shown and held out`, 'a gene to be one of them');
  }
  const known = heldOutGenes.filter(symbol => tokens.has(symbol));
  if (known.length === 0) {
    throw problem(completion, 'no held-out gene of the vocabulary', 'at least one to be found');
  }
  return {
    ...{setId, library},
    promptGenes: toTokens(completion, prompt, tokens),
    heldOutGenes: toTokens(completion, known, tokens),
    outsideVocabulary: heldOutGenes.length - known.length,
  };
}

/** What the method made of it; repeated genes and genes of the prompt do not count as generated. */
export function readPrediction(
  completion: StoredCompletion,
  tokens: ReadonlyMap<string, number>,
): Prediction {
  const {promptGenes, heldOutGenes, heldOutRanks, generatedGenes} = completion;
  if (heldOutRanks.length !== heldOutGenes.length) {
    throw problem(
      completion,
      `${heldOutGenes.length} held-out genes but ${heldOutRanks.length} ranks`,
      'one rank for each held-out gene',
    );
  }
  const prompt = new Set(promptGenes);
  const generated = new Set(generatedGenes.filter(symbol => !prompt.has(symbol)));
  const unranked = heldOutGenes.findIndex(
    (symbol, i) => tokens.has(symbol) !== heldOutRanks[i] > 0,
  );
  if (unranked >= 0) {
    const found = `rank ${heldOutRanks[unranked]} of ${heldOutGenes[unranked]}`;
    throw problem(completion, found, 'ranks from 1, and 0 for genes outside the vocabulary');
  }
  return {
    generatedGenes: toTokens(completion, generated, tokens),
    heldOutRanks: heldOutRanks.filter(rank => rank > 0),
  };
}

/** Throws unless both were asked the same: the same set, shown and hidden in the same way. */
export function requireSameQuestion(own: StoredCompletion, other: StoredCompletion): void {
  const same = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((symbol, i) => symbol === b[i]);
  if (
    own.setId === other.setId &&
    same(own.promptGenes, other.promptGenes) &&
    same(own.heldOutGenes, other.heldOutGenes)
  ) {
    return;
  }
  throw problem(
    own,
    `set ${other.setId} (${other.name}) in its place, or other genes shown, in another method's completions`,
    'the same questions to every method; complete the same test sets with the same protocols and seeds',
  );
}

function toTokens(
  completion: StoredCompletion,
  symbols: Iterable<string>,
  tokens: ReadonlyMap<string, number>,
): Int32Array {
  return Int32Array.from(symbols, symbol => {
    const token = tokens.get(symbol);
    if (token !== undefined) return token;
    throw problem(
      completion,
      `gene ${symbol}`,
      'genes of the vocabulary only; connect the vocabulary that the sets were completed with',
    );
  });
}

function problem({setId, name}: StoredCompletion, found: string, expected: string): Error {
  return new Error(`Completion of set ${setId} (${name}): found ${found}; expected ${expected}.`);
}
