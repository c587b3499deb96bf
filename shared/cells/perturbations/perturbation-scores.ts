// What score-perturbations and the judge write: scores of every method, by protocol and type, beside a ceiling.
import type {Estimate} from '../../stats/bootstrap.ts';

export interface ResponseScores {
  pearson: Estimate;
  pearsonChanged: Estimate;
  direction: Estimate;
  slope: Estimate;
  energyDistance: Estimate;
  recovery: (Estimate & {k: number})[];
}

/** One type whose stimulated cells were hidden. */
export interface HeldOutGroup {
  /** Place of the type. */
  type: number;
  controlCells: number;
  stimulatedCells: number;
  /** Donors, each held out on its own; 0 where they were not. */
  donors: number;
  /** Genes that differ between its real cells of both conditions: Welch's test, q ≤ 0.05 (Benjamini–Hochberg). */
  differentGenes: number;
}

export interface MethodScores {
  kind: 'model' | 'baseline' | 'ceiling';
  /** Plain mean over the groups. */
  mean: ResponseScores;
  /** In the order of the groups; null where the method has no answer. */
  groups: (ResponseScores | null)[];
}

export interface ProtocolScores {
  groups: HeldOutGroup[];
  methods: Record<string, MethodScores>;
}

export interface PerturbationScores {
  types: string[];
  /** Number of donors; 0 where unknown. */
  donors: number;
  genes: number;
  cells: {
    control: number;
    stimulated: number;
    /** Stimulated cells whose type is that of nearest labelled cells. */
    typedByNeighbours: number;
    /** Cells of another condition, or of no type. */
    left: number;
  };
  settings: Record<string, number | string>;
  /** By what was hidden from the methods. */
  protocols: {'held-out types': ProtocolScores; 'held-out donors'?: ProtocolScores | undefined};
}

/** Name of the ceiling. */
export const OTHER_HALF = 'other half of the real cells';
