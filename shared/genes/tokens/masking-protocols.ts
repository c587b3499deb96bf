// Protocols: how a test set is parted into shown and hidden genes, and against which genes the overlap is tested.
// `tcc` repeats the test of Talk Can Cells? (its test.ipynb, April 2024); the shuffled ones repair what it leaves open.
// `half` and `additions` repeat the two tests of GSFM (bioRxiv 2025.05.30.657124).

/** What is completed where a pipeline does not say otherwise. */
export const USUAL_PROTOCOLS = ['tcc', 'shuffled-10', 'shuffled-20', 'shuffled-50'] as const;
export const PROTOCOL_NAMES = [...USUAL_PROTOCOLS, 'half', 'additions'] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

export interface Protocol {
  name: ProtocolName;
  /** Raised whenever the same completions could score otherwise. */
  version: number;
  /** Share of a set's genes that is shown; where versions say which, the share taken for it when genes are named. */
  shownShare: number;
  /**
   * `stored`: the first genes of the set as stored are shown, once; `random`: a draw for each seed; `versions`: the
   * genes of the set's older version are shown, once.
   */
  order: 'stored' | 'random' | 'versions';
  /** Genes of the vocabulary that are shown, and that stay hidden, at least; sets of fewer are left out. */
  least: {shown: number; hidden: number};
  /**
   * Genes that could have been drawn. `vocabulary`: all tokens, the end token and the prompt's genes included;
   * `protein-coding`: the vocabulary's protein-coding genes without the prompt's; `library`: the genes of the test sets
   * of the set's own library without the prompt's, and these alone are ranked.
   */
  background: 'vocabulary' | 'protein-coding' | 'library';
  /** A model that ends sets by itself samples its genes; otherwise every method names its best ones. */
  samples: boolean;
  /** A p-value of exactly 0 becomes the smallest other one before the correction for many tests. */
  replacesZero: boolean;
}

/** One gene to show and one to find. */
const LEAST = {shown: 1, hidden: 1};

const shuffled = (percent: 10 | 20 | 50): Protocol => ({
  name: `shuffled-${percent}`,
  version: 1,
  shownShare: percent / 100,
  order: 'random',
  least: LEAST,
  background: 'protein-coding',
  samples: false,
  replacesZero: false,
});

const PROTOCOLS: Record<ProtocolName, Protocol> = {
  tcc: {
    name: 'tcc',
    version: 1,
    shownShare: 0.2,
    order: 'stored',
    least: LEAST,
    background: 'vocabulary',
    samples: true,
    replacesZero: true,
  },
  'shuffled-10': shuffled(10),
  'shuffled-20': shuffled(20),
  'shuffled-50': shuffled(50),
  half: {
    ...{name: 'half', version: 1, shownShare: 0.5, order: 'random'},
    ...{least: {shown: 5, hidden: 5}, background: 'library', samples: false, replacesZero: false},
  },
  additions: {
    ...{name: 'additions', version: 1, shownShare: 0.5, order: 'versions'},
    ...{least: LEAST, background: 'protein-coding', samples: false, replacesZero: false},
  },
};

/** The protocol of this name. */
export function protocolOf(name: ProtocolName): Protocol {
  return PROTOCOLS[name];
}

/** Seeds that a protocol is run with: all of them, or the first where no part is drawn. */
export function seedsOf({order}: Protocol, seeds: readonly number[]): readonly number[] {
  return order === 'random' ? seeds : seeds.slice(0, 1);
}

/** Most genes that a method names for one set, as Talk Can Cells? (500 tokens). */
export const MOST_NAMED_GENES = 500;

/**
 * Genes that a method names from its ranking where it does not end sets by itself: as many as the shown ones say
 * are hidden, round(shown · hidden share / shown share), at most 500. So all methods' lists are equally long.
 */
export function namedCount({shownShare}: Protocol, shown: number): number {
  return Math.min(MOST_NAMED_GENES, Math.round((shown * (1 - shownShare)) / shownShare));
}
