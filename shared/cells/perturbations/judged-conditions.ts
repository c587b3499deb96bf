// Which conditions of the real cells a judgement compares, and which cells it leaves out for want of a type.
import type {DescribedCell} from './gather-perturbed-cells.ts';
import {type Conditions, nameConditions} from './name-conditions.ts';
import {type UntypedCells, untypedAdvice} from './perturbed-cells.ts';

export interface ConditionOptions {
  controlLabel: string | null;
  stimulatedLabel: string | null;
  /** Stimulated real cells without a type: left out, or typed by the nearest labelled control cells. */
  untyped: 'drop' | 'neighbours';
}

/** Both conditions, of the cells that may take part; undefined where there are none. */
export function conditionsOf(
  cells: readonly DescribedCell[],
  options: ConditionOptions,
): Conditions | undefined {
  if (cells.every(({condition}) => condition === null)) return undefined;
  const usable =
    options.untyped === 'neighbours' ? cells : cells.filter(({label}) => label !== null);
  requireTypedConditions(cells, usable, options);
  return nameConditions(
    usable.map(({condition}) => condition),
    options,
  );
}

/** Fails where all cells of the condition to compare with are left out for want of a type. */
function requireTypedConditions(
  cells: readonly DescribedCell[],
  usable: readonly DescribedCell[],
  {stimulatedLabel}: ConditionOptions,
): void {
  const named = new Set(usable.map(({condition}) => condition).filter(name => name !== null));
  const lost = cells.filter(({condition}) => condition !== null && !named.has(condition));
  const condition = stimulatedLabel ?? lost[0]?.condition ?? null;
  const isLost = lost.some(cell => cell.condition === condition);
  if (condition === null || !isLost || (named.size > 1 && stimulatedLabel === null)) return;
  const count = lost.filter(cell => cell.condition === condition).length;
  throw new Error(untypedAdvice({count, condition}));
}

/** Real stimulated cells that are left out for want of a type. */
export function untypedOf(
  cells: readonly DescribedCell[],
  conditions: Conditions | undefined,
  {untyped}: ConditionOptions,
): UntypedCells {
  const condition = conditions?.stimulated ?? '';
  const left = cells.filter(cell => cell.label === null && cell.condition === condition);
  return {condition, count: untyped === 'drop' && conditions ? left.length : 0};
}
