// Draws which cells are held out: whole donors (or samples) where there are some, else cells; types evenly shared.
import {countValues, groupBy} from '../stats/group-by.ts';
import {createRandom, type Random} from '../stats/random.ts';

export const CELL_SPLITS = ['training', 'validation', 'test'] as const;
export type CellSplit = (typeof CELL_SPLITS)[number];

export interface CellSplitOptions {
  /** Shares of all cells, in (0, 1); training gets the rest. */
  validationShare: number;
  testShare: number;
  seed: number;
}

/** Order in which splits are served: what is held out first, as there is less of it. */
const SERVED: readonly CellSplit[] = ['test', 'validation', 'training'];

/**
 * The split of each cell, single cells drawn: within each type the shares hold to the nearest cell, and a type of three
 * cells or more is in all splits. `types`: the type of each cell, null for one without (a stratum of its own). Shape (C).
 */
export function splitByCell(
  types: readonly (string | null)[],
  options: CellSplitOptions,
): CellSplit[] {
  const splits = new Array<CellSplit>(types.length).fill('training');
  const random = createRandom(options.seed);
  for (const [, cells] of byValue(types)) {
    random.shuffle(cells);
    let from = 0;
    for (const [split, count] of quotas(cells.length, options)) {
      for (const cell of cells.slice(from, from + count)) splits[cell] = split;
      from += count;
    }
  }
  return splits;
}

function quotas(
  cells: number,
  {validationShare, testShare}: CellSplitOptions,
): [CellSplit, number][] {
  const least = cells >= SERVED.length ? 1 : 0;
  const test = Math.max(least, Math.round(cells * testShare));
  const validation = Math.max(least, Math.round(cells * validationShare));
  return [
    ['test', Math.min(test, cells - 2 * least)],
    ['validation', Math.min(validation, cells - Math.min(test, cells - 2 * least) - least)],
  ];
}

/**
 * The split of each cell when whole groups (donors, samples) are held out: the largest group first, each goes where the
 * cells of each type then come nearest to the shares. Every split gets a group. Cells of no group stay in training.
 * `groups` and `types`: of each cell. Shape (C).
 */
export function splitByGroup(
  groups: readonly (string | null)[],
  types: readonly (string | null)[],
  options: CellSplitOptions,
): CellSplit[] {
  const members = byValue(groups);
  members.delete(null);
  if (members.size < CELL_SPLITS.length) {
    throw new Error(
      `found ${members.size} groups of cells (${[...members.keys()].join(', ') || 'none'}); expected at least ${CELL_SPLITS.length}, one for each split. Split by cell with --set split-cells.unit=cell.`,
    );
  }
  const ledger = new Ledger(types, options);
  const splits = new Array<CellSplit>(groups.length).fill('training');
  const order = shuffledBySize([...members.values()], createRandom(options.seed));
  order.forEach((cells, place) => {
    const split = ledger.choose(cells, order.length - place);
    for (const cell of cells) splits[cell] = split;
  });
  return splits;
}

/** Largest first; those of one size in random order. */
function shuffledBySize(groups: number[][], random: Random): number[][] {
  return random.shuffle(groups).sort((a, b) => b.length - a.length);
}

/** Cells of each type in each split so far, beside what the shares ask for. */
class Ledger {
  readonly #types: readonly (string | null)[];
  readonly #wanted: Record<CellSplit, Map<string | null, number>>;
  readonly #held: Record<CellSplit, Map<string | null, number>>;
  readonly #groups: Record<CellSplit, number> = {training: 0, validation: 0, test: 0};

  constructor(types: readonly (string | null)[], {validationShare, testShare}: CellSplitOptions) {
    this.#types = types;
    const shares = {
      training: 1 - validationShare - testShare,
      validation: validationShare,
      test: testShare,
    };
    const totals = countValues(types);
    const wantedOf = (split: CellSplit) =>
      new Map([...totals].map(([type, cells]) => [type, cells * shares[split]]));
    this.#wanted = {
      training: wantedOf('training'),
      validation: wantedOf('validation'),
      test: wantedOf('test'),
    };
    this.#held = {training: new Map(), validation: new Map(), test: new Map()};
  }

  /** Gives a group's cells to a split; the last groups go to splits that have none yet. */
  choose(cells: readonly number[], groupsLeft: number): CellSplit {
    const counts = countValues(cells.map(cell => this.#types[cell]));
    const empty = SERVED.filter(split => this.#groups[split] === 0);
    const open = empty.length >= groupsLeft ? empty : SERVED;
    const split = open
      .map(name => ({name, gain: this.#gain(name, counts)}))
      .reduce((best, next) => (next.gain > best.gain ? next : best)).name;
    this.#groups[split]++;
    for (const [type, added] of counts) {
      this.#held[split].set(type, (this.#held[split].get(type) ?? 0) + added);
    }
    return split;
  }

  /** By how much the squared distance to the wanted counts, each type weighing the same, shrinks. */
  #gain(split: CellSplit, counts: ReadonlyMap<string | null, number>): number {
    let gain = 0;
    for (const [type, added] of counts) {
      const wanted = this.#wanted[split].get(type) as number;
      const missing = wanted - (this.#held[split].get(type) ?? 0);
      const total = CELL_SPLITS.reduce((sum, each) => sum + this.#wanted[each].get(type)!, 0);
      gain += (missing ** 2 - (missing - added) ** 2) / (total * wanted);
    }
    return gain;
  }
}

function byValue(values: readonly (string | null)[]): Map<string | null, number[]> {
  return groupBy(values.keys(), place => values[place]);
}
