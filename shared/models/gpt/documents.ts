// What a GPT reads as one text: the genes of a set, perhaps behind its name, or genes and then their name. Genes come in a
// new order each time: a set has no order, so none may be learned.
import type {Random} from '../../stats/random.ts';

export interface Document {
  /** Input tokens. Shape (n). */
  tokens: Int32Array;
  /** Token to predict at each position, -1 where nothing is. Shape (n). */
  targets: Int32Array;
  /** Genes that remain after the last target. */
  beyond: Int32Array;
  /** Positions that the loss looks at. */
  lossAt: number[];
}

export interface SetDocumentOptions {
  /** T, most tokens of a document. */
  blockSize: number;
  /** The token that opens and closes every set. */
  endToken: number;
  /**
   * K: the loss looks at K positions of every set, evenly spread from a random start; 0 (the default) looks at all.
   * Neighbouring positions see almost the same genes, so little is lost at a fraction of the cost of the head over
   * all V tokens, and a set counts the same whether it has ten genes or hundreds, as it does when scored.
   */
  lossPositions?: number;
  /**
   * Share of a set's positions, from the first on, that the loss skips, unless a name comes before them; 0 by default. What
   * follows one gene or two is little more than which genes are frequent.
   */
  lossFrom?: number;
  /**
   * Smallest and largest share of its genes that a set shows, drawn uniformly; whole sets where absent. What a model is
   * asked to complete shows few genes, and each costs as much as a row of the blocks.
   */
  shownShares?: Shares;
}

export type Shares = [smallest: number, largest: number];

/**
 * What comes before the genes, the end token, the genes in the order given, the end token. Of a set that is longer than
 * T, or shown in part, only the first ones; the genes after the last target then lie beyond.
 */
export function setDocument(
  genes: Int32Array,
  before: readonly number[],
  {blockSize, endToken, lossPositions = 0, lossFrom = 0, shownShares}: SetDocumentOptions,
  random: Random,
): Document {
  const room = blockSize - before.length;
  const shown = shownShares ? drawShown(genes.length, shownShares, room, random) : genes.length;
  const positions = Math.min(shown + 1, room);
  const tokens = Int32Array.of(...before, endToken, ...genes.subarray(0, positions - 1));
  const targets = new Int32Array(tokens.length)
    .fill(-1, 0, before.length)
    .fill(endToken, before.length);
  targets.set(genes.subarray(0, positions), before.length);
  const first = before.length > 0 ? 0 : Math.floor(lossFrom * (positions - 1));
  const lossAt = choosePositions(positions - first, lossPositions, random).map(
    at => before.length + first + at,
  );
  return {
    tokens,
    targets,
    lossAt,
    beyond: shownShares ? genes.subarray(positions) : genes.subarray(0, 0),
  };
}

/** Tokens, and then others one after another, of which the last ends the document: each of them is predicted. */
export function responseDocument(prompt: readonly number[], response: readonly number[]): Document {
  const first = prompt.length - 1;
  const tokens = Int32Array.of(...prompt, ...response.slice(0, -1));
  const targets = new Int32Array(tokens.length).fill(-1);
  targets.set(response, first);
  const lossAt = Array.from(response, (_, i) => first + i);
  return {tokens, targets, lossAt, beyond: new Int32Array(0)};
}

/** How many of `size` genes are shown: all, or so few that one is the next target and others lie beyond it. */
function drawShown(size: number, shares: Shares, room: number, random: Random): number {
  const shown = Math.round(size * drawBetween(shares, random));
  if (shown >= size - 1 && size < room) return size;
  return Math.min(shown, size - 2, room - 1);
}

/** Uniformly. */
export function drawBetween([smallest, largest]: Shares, random: Random): number {
  return smallest + (largest - smallest) * random.next();
}

/** `wanted` of `positions`, evenly spread from a random start, each equally likely; all where 0 are wanted. */
function choosePositions(positions: number, wanted: number, random: Random): number[] {
  const count = wanted === 0 ? positions : Math.min(wanted, positions);
  const start = count === positions ? 0 : random.next();
  return Array.from({length: count}, (_, i) => Math.floor(((i + start) * positions) / count));
}
