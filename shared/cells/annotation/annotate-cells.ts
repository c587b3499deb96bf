// What each cell is, how sure that is, and whether it is of any known type at all.
import {type CellAnnotator, type CellEvidence, POOLED} from './cell-annotator.ts';
import {conformalPValue, conformalSet} from './conformal.ts';
import {calibrated, chancesOf, likeliest, type TypeChances} from './type-chances.ts';

/** What one method takes a cell for. */
export interface MethodOpinion {
  type: string;
  /** Calibrated: how often such a claim of this method came true. */
  chance: number;
}

export interface CellAnnotation {
  /** The type of all methods together, also where the cell is unknown. */
  likeliest: MethodOpinion;
  /** Types that conformal prediction keeps, likeliest first. */
  set: string[];
  /** Whether the cell is too unlike every training cell. */
  unknown: boolean;
  /** Share of cells of known types that are at least as unlike training. */
  pValue: number;
  /** By method, all of those that the pool is of. */
  opinions: Map<string, MethodOpinion>;
}

/** The annotation of every cell that the evidence is about. */
export function annotateCells(
  annotator: Pick<CellAnnotator, 'types' | 'calibrations' | 'unknown'>,
  {chances, unknown}: CellEvidence,
): CellAnnotation[] {
  const {score, known, falseAlarms} = annotator.unknown;
  const pooled = expectMethod(chances, POOLED);
  const {setThreshold} = expectMethod(annotator.calibrations, POOLED);
  return Array.from(unknown[score], (strangeness, cell) => {
    const opinions = new Map(
      Array.from(chances, ([method, told]) => [method, opinionOf(annotator, method, told, cell)]),
    );
    const pValue = conformalPValue(known, strangeness);
    const kept = conformalSet(chancesOf(pooled, cell), setThreshold ?? Number.POSITIVE_INFINITY);
    const own = expectMethod(opinions, POOLED);
    opinions.delete(POOLED);
    return {
      likeliest: own,
      set: kept.map(type => annotator.types[type]),
      ...{pValue, opinions},
      // A p-value of n validation cells cannot fall below 1 / (n + 1): of few cells none is unknown.
      unknown: pValue <= falseAlarms,
    };
  });
}

function opinionOf(
  {types, calibrations}: Pick<CellAnnotator, 'types' | 'calibrations'>,
  method: string,
  told: TypeChances,
  cell: number,
): MethodOpinion {
  const row = chancesOf(told, cell);
  const best = likeliest(row);
  return {type: types[best], chance: calibrated(expectMethod(calibrations, method), row[best])};
}

function expectMethod<T>(of: ReadonlyMap<string, T>, method: string): T {
  const found = of.get(method);
  if (found !== undefined) return found;
  throw new Error(
    `found ${[...of.keys()].join(', ')}, expected ${method} among them; fit the annotator again`,
  );
}
