// Turns stored completions (symbols) into test sets and predictions (tokens), and checks that they fit together.
import type {Prediction, TestSet} from './score-completion.ts';

/** A stored completion; `heldOutRanks[i]` is the 1-based rank of `heldOutGenes[i]`. */
export interface StoredCompletion {
  setId: number;
  library: string;
  name: string;
  promptGenes: readonly string[];
  heldOutGenes: readonly string[];
  generatedGenes: readonly string[];
  heldOutRanks: readonly number[];
}

export interface ReadCompletion {
  set: Omit<TestSet, 'maxJaccard'>;
  prediction: Prediction;
}

/** One completion in tokens; repeated genes and genes of the prompt do not count as generated. */
export function readCompletion(
  completion: StoredCompletion,
  tokens: ReadonlyMap<string, number>,
): ReadCompletion {
  const {setId, library, promptGenes, heldOutGenes, heldOutRanks} = completion;
  if (heldOutRanks.length !== heldOutGenes.length) {
    throw problem(
      completion,
      `${heldOutGenes.length} held-out genes but ${heldOutRanks.length} ranks`,
      'one rank for each held-out gene',
    );
  }
  const prompt = new Set(promptGenes);
  const shown = heldOutGenes.find(symbol => prompt.has(symbol));
  if (shown !== undefined) {
    throw problem(completion, `${shown} both shown and held out`, 'a gene to be one of them');
  }
  const generated = new Set(completion.generatedGenes.filter(symbol => !prompt.has(symbol)));
  const toTokens = (symbols: Iterable<string>) =>
    Int32Array.from(symbols, symbol => tokenOf(completion, symbol, tokens));
  return {
    set: {setId, library, promptGenes: toTokens(prompt), heldOutGenes: toTokens(heldOutGenes)},
    prediction: {generatedGenes: toTokens(generated), heldOutRanks},
  };
}

function tokenOf(
  completion: StoredCompletion,
  symbol: string,
  tokens: ReadonlyMap<string, number>,
): number {
  const token = tokens.get(symbol);
  if (token !== undefined) return token;
  throw problem(
    completion,
    `gene ${symbol}`,
    'genes of the vocabulary only; connect the vocabulary that the test sets were tokenized with',
  );
}

function problem({setId, name}: StoredCompletion, found: string, expected: string): Error {
  return new Error(`Completion of set ${setId} (${name}): found ${found}; expected ${expected}.`);
}
