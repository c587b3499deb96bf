// Which part of a split each gene set belongs to, with what to say about it.
import type {Placement} from './draw-split.ts';

export interface SetPlacements {
  /** Length S. */
  placements: Placement[];
  /** What was left out or tolerated, and how often. */
  notes: {message: string; count: number}[];
  /** What was decided, line by line. */
  decisions: string[];
}
