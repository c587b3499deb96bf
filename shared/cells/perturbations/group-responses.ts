// The responses that predictors learn from: of each type, or of each type and donor.

import {selectRows} from '../../stats/sparse-rows.ts';
import {columnMoments} from '../../stats/two-samples/welch.ts';
import {type GroupResponse, type PerturbedCells, rowsOf} from './perturbed-cells.ts';

/** Responses of the groups that have `minCells` cells or more of either condition, types first. */
export function groupResponses(
  cells: PerturbedCells,
  minCells: number,
  byDonor: boolean,
): GroupResponse[] {
  const donors = byDonor ? Array.from(cells.donors.keys()) : [undefined];
  return cells.types.flatMap((_, type) =>
    donors.flatMap(donor => responseOf(cells, type, donor, minCells) ?? []),
  );
}

function responseOf(
  cells: PerturbedCells,
  type: number,
  donor: number | undefined,
  minCells: number,
): GroupResponse | undefined {
  const [controlRows, stimulatedRows] = [false, true].map(stimulated =>
    rowsOf(cells, {type, stimulated, ...(donor !== undefined && {donor})}),
  );
  if (Math.min(controlRows.length, stimulatedRows.length) < minCells) return undefined;
  const control = columnMoments(selectRows(cells.expression, controlRows));
  const stimulated = columnMoments(selectRows(cells.expression, stimulatedRows));
  const shift = stimulated.means.map((mean, gene) => mean - control.means[gene]);
  return {type, donor: donor ?? -1, control, stimulated, shift};
}
