// Packs documents into rows of T tokens, several a row that do not see each other; an epoch of gene sets goes by them in
// a new order each time.

import type {Batch} from '../../engines/contract/engine.ts';
import type {TokenShard} from '../../genes/tokens/token-shard.ts';
import {createRandom, type Random} from '../../stats/random.ts';
import {type Document, type SetDocumentOptions, setDocument} from './documents.ts';

interface RowOptions {
  /** B, rows of a batch. */
  batchSize: number;
  /** T, tokens of a row. */
  blockSize: number;
  /** Stands where a row has no document. */
  endToken: number;
}

export interface PackingOptions extends RowOptions, SetDocumentOptions {
  seed: number;
  epoch: number;
  /** What comes before the genes of a set, by its row; nothing where absent. */
  before?: (row: number, random: Random) => readonly number[];
}

interface OpenRow {
  documents: Document[];
  free: number;
}

/** How many rows are filled side by side; more rows waste less padding and cost only memory. */
const OPEN_ROWS = 32;

/** All batches of one epoch, a function of the options alone, so that a resumed training sees the same data. */
export function packEpoch(shard: TokenShard, options: PackingOptions): Generator<Batch> {
  return packDocuments(setDocuments(shard, options), options);
}

/** Every set once, in random order. */
export function* setDocuments(shard: TokenShard, options: PackingOptions): Generator<Document> {
  const random = createRandom(options.seed, options.epoch);
  const order = random.shuffle(Int32Array.from(shard.setIds.keys()));
  for (const row of order) {
    const genes = shuffledGenes(shard, row, random);
    yield setDocument(genes, options.before?.(row, random) ?? [], options, random);
  }
}

/** The genes of a set in random order. */
export function shuffledGenes(
  {tokens, offsets}: TokenShard,
  row: number,
  random: Random,
): Int32Array {
  return random.shuffle(Int32Array.from(tokens.subarray(offsets[row], offsets[row + 1])));
}

/** Batches of B rows with these documents; the last one may have fewer. */
export function* packDocuments(
  documents: Iterable<Document>,
  options: RowOptions,
): Generator<Batch> {
  let rows: OpenRow[] = [];
  for (const row of packRows(documents, options.blockSize)) {
    rows.push(row);
    if (rows.length === options.batchSize) {
      yield toBatch(rows, options);
      rows = [];
    }
  }
  if (rows.length > 0) yield toBatch(rows, options);
}

function* packRows(documents: Iterable<Document>, blockSize: number): Generator<OpenRow> {
  let open: OpenRow[] = [];
  for (const document of documents) {
    const positions = document.tokens.length;
    let row = open.find(({free}) => free >= positions);
    if (!row) {
      if (open.length === OPEN_ROWS) yield takeFullest(open);
      row = {documents: [], free: blockSize};
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

function toBatch(rows: OpenRow[], {blockSize: T, endToken}: RowOptions): Batch {
  const B = rows.length;
  const tokens = new Int32Array(B * T).fill(endToken);
  const targets = new Int32Array(B * T).fill(-1);
  const documentStart = new Int32Array(B * T);
  const weights = new Float32Array(B * T);
  const ends: {at: number; beyond: Int32Array}[] = [];
  rows.forEach((row, b) => {
    let t = 0;
    for (const document of row.documents) {
      const length = document.tokens.length;
      const at = b * T + t;
      tokens.set(document.tokens, at);
      targets.set(document.targets, at);
      documentStart.fill(t, at, at + length);
      for (const position of document.lossAt) weights[at + position] = 1;
      t += length;
      ends.push({at: b * T + t, beyond: document.beyond});
    }
    // Padding positions stand alone: each attends to itself only and predicts nothing.
    for (; t < T; t++) documentStart[b * T + t] = t;
  });
  const batch = {B, T, tokens, targets, documentStart, weights};
  return ends.some(({beyond}) => beyond.length > 0)
    ? {...batch, beyond: joinBeyond(ends, B * T)}
    : batch;
}

/** The genes beyond documents, each of which ends before position `at` of all `positions`. */
function joinBeyond(
  ends: readonly {at: number; beyond: Int32Array}[],
  positions: number,
): NonNullable<Batch['beyond']> {
  const starts = new Int32Array(positions + 1);
  const genes = new Int32Array(ends.reduce((sum, {beyond}) => sum + beyond.length, 0));
  let [from, total] = [0, 0];
  for (const {at, beyond} of ends) {
    starts.fill(total, from, at);
    genes.set(beyond, total);
    [from, total] = [at, total + beyond.length];
  }
  starts.fill(total, from);
  return {starts, genes};
}
