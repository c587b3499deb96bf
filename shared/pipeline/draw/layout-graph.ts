// A layered layout, top to bottom (Sugiyama, Tagawa & Toda 1981): ranks by longest path, barycentre ordering, and
// exact least-squares x positions in each rank. Labels take part as nodes, so nothing ever overlaps.

/** Something with a size to place; `width` and `height` in pixels. */
export interface Cell {
  id: string;
  width: number;
  height: number;
}

export interface Link {
  from: string;
  to: string;
  /** Size of the label, placed in the gap below `from`. */
  label: Omit<Cell, 'id'>;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Centre of every cell. */
  centers: Map<string, Point>;
  /** Points each link passes, in the order of `links`: the first is its label's centre. */
  routes: Point[][];
}

interface Slot {
  width: number;
  height: number;
  x: number;
  rank: number;
  /** A point of a long edge rather than a cell or a label. */
  isLane: boolean;
  above: Slot[];
  below: Slot[];
}

const COLUMN_GAP = 22;
const ROW_GAP = 16;
const MARGIN = 16;
const SWEEPS = 12;
/** Room a long edge needs where it passes other cells. */
const LANE_WIDTH = 8;
/** How much more a passing edge wants to be straight than a cell wants to be centred. */
const LANE_STIFFNESS = 12;

/** Places cells so that links run downward; links must form no cycle and cells come in topological order. */
export function layoutGraph(cells: readonly Cell[], links: readonly Link[]): Layout {
  const slots = new Map(cells.map(cell => [cell.id, toSlot(cell, rankOf(cell.id, cells, links))]));
  const lanes = links.map(link => addLane(link, slots));
  const ranks = groupByRank([...slots.values(), ...lanes.flat()]);
  orderRanks(ranks);
  placeRanks(ranks);
  const tops = stackRanks(ranks);
  const all = ranks.flat();
  const left = Math.min(...all.map(slot => slot.x - slot.width / 2)) - MARGIN;
  const toPoint = (slot: Slot): Point => ({x: slot.x - left, y: tops.centers[slot.rank]});
  return {
    width: Math.max(...all.map(slot => slot.x + slot.width / 2)) + MARGIN - left,
    height: tops.height,
    centers: new Map([...slots].map(([id, slot]) => [id, toPoint(slot)])),
    routes: lanes.map(lane => lane.map(toPoint)),
  };
}

// Cells sit on even ranks, labels and passing edges on all ranks between. A cell without inputs is pulled down
// to just above what it feeds.
function rankOf(id: string, cells: readonly Cell[], links: readonly Link[]): number {
  const depth = new Map<string, number>();
  for (const cell of cells) {
    const incoming = links.filter(link => link.to === cell.id);
    depth.set(cell.id, Math.max(0, ...incoming.map(({from}) => (depth.get(from) ?? 0) + 2)));
  }
  if (links.some(link => link.to === id)) return depth.get(id) ?? 0;
  const fed = links.filter(link => link.from === id).map(link => depth.get(link.to) ?? 0);
  return fed.length > 0 ? Math.min(...fed) - 2 : 0;
}

function toSlot({width, height}: Omit<Cell, 'id'>, rank: number): Slot {
  return {width, height, x: 0, rank, isLane: height === 0, above: [], below: []};
}

function addLane({from, to, label}: Link, slots: ReadonlyMap<string, Slot>): Slot[] {
  const start = slots.get(from) as Slot;
  const end = slots.get(to) as Slot;
  const lane: Slot[] = [];
  for (let rank = start.rank + 1; rank < end.rank; rank++) {
    lane.push(toSlot(lane.length === 0 ? label : {width: LANE_WIDTH, height: 0}, rank));
  }
  const chain = [start, ...lane, end];
  for (const [index, slot] of chain.entries()) {
    if (index === 0) continue;
    slot.above.push(chain[index - 1]);
    chain[index - 1].below.push(slot);
  }
  return lane;
}

function groupByRank(slots: readonly Slot[]): Slot[][] {
  const ranks: Slot[][] = Array.from(
    {length: Math.max(...slots.map(slot => slot.rank)) + 1},
    () => [],
  );
  for (const slot of slots) ranks[slot.rank].push(slot);
  return ranks;
}

// Sorts each rank by the mean place of its neighbours, down and up in turn, and keeps the order that crosses least.
function orderRanks(ranks: Slot[][]): void {
  let best = ranks.map(rank => [...rank]);
  let fewest = countCrossings(ranks);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const rank of down ? ranks : [...ranks].reverse()) {
      const place = placeIn(ranks);
      const wish = new Map(
        rank.map(slot => [slot, meanOf(down ? slot.above : slot.below, place) ?? place(slot)]),
      );
      rank.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    }
    const crossings = countCrossings(ranks);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = ranks.map(rank => [...rank]);
  }
  for (const [index, rank] of best.entries()) ranks[index] = rank;
}

function placeIn(ranks: readonly Slot[][]): (slot: Slot) => number {
  const places = new Map(
    ranks.flatMap(rank =>
      rank.map((slot, index): [Slot, number] => [slot, (index + 0.5) / rank.length]),
    ),
  );
  return slot => places.get(slot) ?? 0;
}

function countCrossings(ranks: readonly Slot[][]): number {
  const place = placeIn(ranks);
  let crossings = 0;
  for (const rank of ranks) {
    const edges = rank.flatMap(slot => slot.below.map(next => [place(slot), place(next)]));
    for (const [i, [a, b]] of edges.entries()) {
      for (const [c, d] of edges.slice(i + 1)) if ((a - c) * (b - d) < 0) crossings++;
    }
  }
  return crossings;
}

function meanOf(slots: readonly Slot[], value: (slot: Slot) => number): number | undefined {
  if (slots.length === 0) return undefined;
  return slots.reduce((sum, slot) => sum + value(slot), 0) / slots.length;
}

function wishedX(slot: Slot, nearby: readonly Slot[]): number {
  const weights = nearby.map(other => (slot.isLane && other.isLane ? LANE_STIFFNESS : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return slot.x;
  return nearby.reduce((sum, other, index) => sum + weights[index] * other.x, 0) / total;
}

function placeRanks(ranks: readonly Slot[][]): void {
  for (const rank of ranks) spread(rank, () => 0);
  for (let sweep = 0; sweep < 4 * SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const rank of down ? ranks : [...ranks].reverse()) {
      const nearby = (slot: Slot): Slot[] =>
        sweep < 3 * SWEEPS ? (down ? slot.above : slot.below) : [...slot.above, ...slot.below];
      const wish = new Map(rank.map(slot => [slot, wishedX(slot, nearby(slot))]));
      spread(rank, slot => wish.get(slot) ?? 0);
    }
  }
}

// The x nearest to the wishes (least squares) that keep the order and the gaps: isotonic regression by pooling.
function spread(rank: readonly Slot[], wish: (slot: Slot) => number): void {
  const offsets: number[] = [];
  for (const [index, slot] of rank.entries()) {
    const before = rank[index - 1];
    offsets.push(before ? offsets[index - 1] + (before.width + slot.width) / 2 + COLUMN_GAP : 0);
  }
  const pools: {sum: number; size: number}[] = [];
  for (const [index, slot] of rank.entries()) {
    pools.push({sum: wish(slot) - offsets[index], size: 1});
    while (pools.length > 1) {
      const [a, b] = pools.slice(-2);
      if (a.sum / a.size <= b.sum / b.size) break;
      pools.splice(-2, 2, {sum: a.sum + b.sum, size: a.size + b.size});
    }
  }
  let index = 0;
  for (const {sum, size} of pools) {
    for (let i = 0; i < size; i++, index++) rank[index].x = sum / size + offsets[index];
  }
}

function stackRanks(ranks: readonly Slot[][]): {centers: number[]; height: number} {
  const centers: number[] = [];
  let top = MARGIN;
  for (const rank of ranks) {
    const height = Math.max(0, ...rank.map(slot => slot.height));
    centers.push(top + height / 2);
    top += height + ROW_GAP;
  }
  return {centers, height: top - ROW_GAP + MARGIN};
}
