// Packs gene sets into rows of T tokens: sets in a new order every epoch, genes in a new order inside each
// set, several sets a row that do not see each other. A set has no order, so none may be learned. Where a share of each set
// is shown, the other genes are still to be predicted, but take no positions.

import type {Batch} from '../../engines/contract/engine.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {createRandom, type Random} from '../../stats/random.ts';

export interface PackingOptions {
  /** B, rows of a batch. */
  batchSize: number;
  /** T, tokens of a row. A set of n genes takes n + 1 of them; a longer set is cut to a random part each epoch. */
  blockSize: number;
  /** The token that opens and closes every set. */
  endToken: number;
  seed: number;
  epoch: number;
  /**
   * K: the loss looks at K positions of every set, evenly spread from a random start; 0 (the default) looks at all.
   * Neighbouring positions see almost the same genes, so little is lost at a fraction of the cost of the head over
   * all V tokens, and a set counts the same whether it has ten genes or hundreds, as it does when scored.
   */
  lossPositions?: number;
  /**
   * Smallest and largest share of its genes that a set shows, drawn uniformly anew every epoch; whole sets where absent.
   * What a model is asked to complete shows few genes, and each costs as much as a row of the blocks.
   */
  shownShares?: [smallest: number, largest: number];
}

interface Document {
  /** End token, genes, end token; without what comes after a gene where a set is not shown to its end. Shape (positions + 1). */
  tokens: Int32Array;
  /** The genes that come after these. */
  beyond: Int32Array;
  /** Positions the loss looks at. */
  lossAt: number[];
}

interface OpenRow {
  documents: Document[];
  free: number;
}

/** How many rows are filled side by side; more rows waste less padding and cost only memory. */
const OPEN_ROWS = 32;

/** All batches of one epoch, a function of the options alone, so that a resumed training sees the same data. */
export function* packEpoch(shard: TokenShard, options: PackingOptions): Generator<Batch> {
  let rows: OpenRow[] = [];
  for (const row of packRows(shard, options)) {
    rows.push(row);
    if (rows.length === options.batchSize) {
      yield toBatch(rows, options);
      rows = [];
    }
  }
  if (rows.length > 0) yield toBatch(rows, options);
}

function* packRows(shard: TokenShard, options: PackingOptions): Generator<OpenRow> {
  const random = createRandom(options.seed, options.epoch);
  const order = random.shuffle(Int32Array.from(shard.setIds.keys()));
  let open: OpenRow[] = [];
  for (const set of order) {
    const document = shuffledDocument(shard, set, options, random);
    const positions = document.tokens.length - 1;
    let row = open.find(({free}) => free >= positions);
    if (!row) {
      if (open.length === OPEN_ROWS) yield takeFullest(open);
      row = {documents: [], free: options.blockSize};
      open.push(row);
    }
    row.documents.push(document);
    row.free -= positions;
  }
  open = open.toSorted((a, b) => a.free - b.free);
  yield* open;
}

function takeFullest(open: OpenRow[]): OpenRow {
  let fullest = 0;
  for (let i = 1; i < open.length; i++) if (open[i].free < open[fullest].free) fullest = i;
  return open.splice(fullest, 1)[0];
}

/** End token, the genes in random order, end token; the first T + 1 of these where the set is longer or shown in part. */
function shuffledDocument(
  shard: TokenShard,
  set: number,
  {blockSize, endToken, lossPositions = 0, shownShares}: PackingOptions,
  random: Random,
): Document {
  const genes = Int32Array.from(shard.tokens.subarray(shard.offsets[set], shard.offsets[set + 1]));
  random.shuffle(genes);
  const shown = shownShares
    ? drawShown(genes.length, shownShares, blockSize, random)
    : genes.length;
  const tokens = new Int32Array(Math.min(shown + 2, blockSize + 1)).fill(endToken);
  tokens.set(genes.subarray(0, tokens.length - 1), 1);
  return {
    tokens,
    beyond: shownShares ? genes.subarray(tokens.length - 1) : new Int32Array(0),
    lossAt: choosePositions(tokens.length - 1, lossPositions, random),
  };
}

/** How many of `size` genes are shown: all, or so few that one is the next target and others lie beyond it. */
function drawShown(
  size: number,
  [smallest, largest]: [number, number],
  blockSize: number,
  random: Random,
): number {
  const shown = Math.round(size * (smallest + (largest - smallest) * random.next()));
  if (shown >= size - 1 && size < blockSize) return size;
  return Math.min(shown, size - 2, blockSize - 1);
}

/** `wanted` of `positions`, evenly spread from a random start, each equally likely; all where 0 are wanted. */
function choosePositions(positions: number, wanted: number, random: Random): number[] {
  const count = wanted === 0 ? positions : Math.min(wanted, positions);
  const start = count === positions ? 0 : random.next();
  return Array.from({length: count}, (_, i) => Math.floor(((i + start) * positions) / count));
}

function toBatch(rows: OpenRow[], options: PackingOptions): Batch {
  const {blockSize: T, endToken} = options;
  const B = rows.length;
  const tokens = new Int32Array(B * T).fill(endToken);
  const targets = new Int32Array(B * T).fill(-1);
  const documentStart = new Int32Array(B * T);
  const weights = new Float32Array(B * T);
  const beyond: Beyond = {counts: new Int32Array(B * T), genes: []};
  rows.forEach((row, b) => {
    let t = 0;
    for (const document of row.documents) {
      const length = document.tokens.length - 1;
      const at = b * T + t;
      tokens.set(document.tokens.subarray(0, length), at);
      targets.set(document.tokens.subarray(1), at);
      documentStart.fill(t, at, at + length);
      for (const position of document.lossAt) weights[at + position] = 1;
      t += length;
      beyond.counts[at + length - 1] = document.beyond.length;
      beyond.genes.push(document.beyond);
    }
    // Padding positions stand alone: each attends to itself only and predicts nothing.
    for (; t < T; t++) documentStart[b * T + t] = t;
  });
  const batch = {B, T, tokens, targets, documentStart, weights};
  return options.shownShares ? {...batch, beyond: joinBeyond(beyond)} : batch;
}

/** Genes beyond the documents of a batch, in order, and how many there are of each, at its last position. Shape (B·T). */
interface Beyond {
  counts: Int32Array;
  genes: Int32Array[];
}

function joinBeyond({counts, genes}: Beyond): NonNullable<Batch['beyond']> {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, i) => {
    starts[i + 1] = starts[i] + count;
  });
  const joined = new Int32Array(starts[counts.length]);
  let at = 0;
  for (const part of genes) {
    joined.set(part, at);
    at += part.length;
  }
  return {starts, genes: joined};
}
