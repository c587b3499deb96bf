// Rank ↔ expression: y = slope · log10(1 + rank) + intercept by least squares over the non-zero points of all cells.
// Levine et al. 2023, bioRxiv 2023.09.11.557287: a cell's rank order holds its expression up to this line.
import {type CellBatch, cellCount} from '../cell-matrix.ts';

/** A line fitted to (log10(1 + rank), log10(1 + normalized expression)); rank 0 is a cell's highest gene. */
export interface RankLine {
  slope: number;
  intercept: number;
}

/** Points of one range of ranks. */
export interface RankBin {
  /** Both ends included. */
  firstRank: number;
  lastRank: number;
  points: number;
  /** Mean and standard deviation of log10(1 + expression). */
  mean: number;
  deviation: number;
}

export interface RankFit extends RankLine {
  /** Share of the variance that the line explains, and correlation of the line with the data, over all points. */
  r2: number;
  pearson: number;
  cells: number;
  points: number;
  bins: RankBin[];
}

/** Expression, log10(1 + x), that the line gives a gene at a 0-based position; negative far down the sentence. */
export function expressionAt({slope, intercept}: RankLine, position: number): number {
  return intercept + slope * Math.log10(1 + position);
}

/** The first rank whose predicted expression is negative; null where the line never falls below 0. */
export function firstNegativeRank({slope, intercept}: RankLine): number | null {
  if (slope >= 0) return intercept < 0 ? 0 : null;
  return Math.max(0, Math.floor(10 ** (-intercept / slope) - 1) + 1);
}

/** Ranges of ranks: single ranks first, then ten to a decade. */
export function binOf(rank: number): number {
  return rank < 10 ? rank : Math.floor(10 * Math.log10(rank) + 1e-9);
}

/** Sums over points, shifted so that nothing cancels: log ranks and logs are all between 0 and 6. */
interface Sums {
  points: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

/** Fits the line to batches of log-normalized cells, one after the other, in constant memory. */
export class RankFitter {
  #cells = 0;
  readonly #sums: Sums = {points: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0};
  readonly #bins: {points: number; y: number; yy: number}[] = [];
  #logs = new Float64Array(0);

  add({offsets, values}: CellBatch): void {
    for (let row = 0; row + 1 < offsets.length; row++) {
      const sorted = values
        .slice(offsets[row], offsets[row + 1])
        .sort()
        .reverse();
      this.#addCell(sorted);
    }
    this.#cells += cellCount({offsets});
  }

  /** Adds a cell's expression, highest first. */
  #addCell(sorted: Float32Array): void {
    if (sorted.length > this.#logs.length) {
      this.#logs = Float64Array.from({length: 2 * sorted.length}, (_, rank) =>
        Math.log10(1 + rank),
      );
    }
    const sums = this.#sums;
    sorted.forEach((y, rank) => {
      const x = this.#logs[rank];
      sums.x += x;
      sums.y += y;
      sums.xx += x * x;
      sums.xy += x * y;
      sums.yy += y * y;
      const place = binOf(rank);
      const bin = this.#bins[place] ?? {points: 0, y: 0, yy: 0};
      this.#bins[place] = bin;
      bin.points++;
      bin.y += y;
      bin.yy += y * y;
    });
    sums.points += sorted.length;
  }

  finish(): RankFit {
    const {points, x, y, xx, xy, yy} = this.#sums;
    const [varianceX, varianceY] = [xx - (x * x) / points, yy - (y * y) / points];
    const covariance = xy - (x * y) / points;
    if (!(varianceX > 0 && varianceY > 0)) {
      throw new Error(
        `found ${points} points of ${this.#cells} cells, all of one rank or one expression; expected cells with several genes of different expression. Check the matrix that import-cells wrote.`,
      );
    }
    const slope = covariance / varianceX;
    const intercept = (y - slope * x) / points;
    // The residuals of least squares: R² is the square of the correlation of rank and expression.
    const r2 = (covariance * covariance) / (varianceX * varianceY);
    const bins = this.#listBins();
    return {slope, intercept, r2, pearson: Math.sqrt(r2), cells: this.#cells, points, bins};
  }

  #listBins(): RankBin[] {
    const ranks: Record<number, {first: number; last: number}> = {};
    for (let rank = 0; rank < this.#logs.length; rank++) {
      const place = binOf(rank);
      ranks[place] ??= {first: rank, last: rank};
      ranks[place].last = rank;
    }
    return this.#bins.flatMap((bin, place) => {
      const mean = bin.y / bin.points;
      const deviation = Math.sqrt(Math.max(0, bin.yy / bin.points - mean * mean));
      const {first: firstRank, last: lastRank} = ranks[place];
      return {firstRank, lastRank, points: bin.points, mean, deviation};
    });
  }
}
