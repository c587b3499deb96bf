// Turns stored completions into test sets and predictions, and checks that they fit together and to the vocabulary.
import type {Prediction, TestSet} from './score-completion.ts';

/** A stored completion; genes are tokens. */
export interface StoredCompletion {
  setId: number;
  library: string;
  name: string;
  promptGenes: readonly number[];
  heldOutGenes: readonly number[];
  /** Symbols of held-out genes without a token. */
  outsideGenes: readonly string[];
  generatedGenes: readonly number[];
  /** 1-based rank of each of `heldOutGenes`. */
  heldOutRanks: readonly number[];
}

/** How a completion's set was shown; `vocabSize` is V, the end token included. */
export function readTestSet(
  completion: StoredCompletion,
  vocabSize: number,
): Omit<TestSet, 'maxJaccard'> {
  const {setId, library, promptGenes, heldOutGenes, outsideGenes} = completion;
  const prompt = new Set(promptGenes);
  const shown = heldOutGenes.find(token => prompt.has(token));
  if (shown !== undefined) {
    throw problem(completion, `token ${shown} both shown and held out`, 'a gene to be one of them');
  }
  if (heldOutGenes.length === 0) {
    throw problem(completion, 'no held-out gene of the vocabulary', 'at least one to be found');
  }
  return {
    ...{setId, library},
    promptGenes: requireTokens(completion, prompt, vocabSize),
    heldOutGenes: requireTokens(completion, heldOutGenes, vocabSize),
    outsideVocabulary: outsideGenes.length,
  };
}

/** What the method made of it; repeated genes and genes of the prompt do not count as generated. */
export function readPrediction(completion: StoredCompletion, vocabSize: number): Prediction {
  const {promptGenes, heldOutGenes, heldOutRanks, generatedGenes} = completion;
  if (heldOutRanks.length !== heldOutGenes.length) {
    throw problem(
      completion,
      `${heldOutGenes.length} held-out genes but ${heldOutRanks.length} ranks`,
      'one rank for each held-out gene',
    );
  }
  const unranked = heldOutRanks.findIndex(rank => !(rank > 0));
  if (unranked >= 0) {
    const found = `rank ${heldOutRanks[unranked]} of token ${heldOutGenes[unranked]}`;
    throw problem(completion, found, 'ranks from 1');
  }
  const prompt = new Set(promptGenes);
  const generated = new Set(generatedGenes.filter(token => !prompt.has(token)));
  return {generatedGenes: requireTokens(completion, generated, vocabSize), heldOutRanks};
}

/** Throws unless both completions are of one set, shown and hidden in one way. */
export function requireSameQuestion(own: StoredCompletion, other: StoredCompletion): void {
  const same = <T>(a: readonly T[], b: readonly T[]) =>
    a.length === b.length && a.every((gene, i) => gene === b[i]);
  if (
    own.setId === other.setId &&
    same(own.promptGenes, other.promptGenes) &&
    same(own.heldOutGenes, other.heldOutGenes) &&
    same(own.outsideGenes, other.outsideGenes)
  ) {
    return;
  }
  throw problem(
    own,
    `set ${other.setId} (${other.name}) in its place, or other genes shown, in another method's completions`,
    'the same questions to every method; complete the same test sets with the same protocols and seeds',
  );
}

function requireTokens(
  completion: StoredCompletion,
  tokens: Iterable<number>,
  vocabSize: number,
): Int32Array {
  const genes = new Int32Array([...tokens]);
  const foreign = genes.find(token => token < 1 || token >= vocabSize);
  if (foreign === undefined) return genes;
  throw problem(
    completion,
    `token ${foreign}`,
    `genes of the vocabulary only, 1..${vocabSize - 1}; connect the vocabulary that the sets were completed with`,
  );
}

function problem({setId, name}: StoredCompletion, found: string, expected: string): Error {
  return new Error(`Completion of set ${setId} (${name}): found ${found}; expected ${expected}.`);
}
