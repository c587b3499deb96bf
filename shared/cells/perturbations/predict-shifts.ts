// The plain predictors of a perturbation: each says by how much every gene's mean will move in a group of cells of which
// only control cells are known. What they learn and choose comes from the responses of other groups alone.
import {groupBy} from '../../stats/group-by.ts';
import {inputScale, ridgeWeights, weightedSum} from '../../stats/ridge.ts';
import type {GroupResponse} from './perturbed-cells.ts';

/** Shift of every gene, given the mean of the control cells and the type. Shape (genes). */
export type ShiftPredictor = (controlMeans: Float64Array, type: number) => Float64Array | undefined;

/** Penalties tried, in units of the mean squared length of the centred control profiles. */
const PENALTIES = [0.01, 0.1, 1, 10, 100];

/**
 * Predictors by name. `blockOf` says which training responses are left out together where a penalty is chosen: those of
 * one type, or of one donor, as in the test. `seesType`: the training responses hold other donors' cells of the type.
 */
export function shiftPredictors(
  training: readonly GroupResponse[],
  blockOf: (response: GroupResponse) => number,
  seesType: boolean,
): Map<string, ShiftPredictor> {
  const byType = typeShifts(training);
  const overTypes = meanOfShifts([...byType.values()]);
  const none = overTypes.map(() => 0);
  const ridge = ridgePredictor(training, blockOf);
  return new Map<string, ShiftPredictor>([
    ['no change', () => none],
    ['mean shift', () => overTypes],
    ...(seesType
      ? ([['shift of the type', (_, type) => byType.get(type)]] as [string, ShiftPredictor][])
      : []),
    ...(ridge ? ([['ridge', ridge]] as [string, ShiftPredictor][]) : []),
  ]);
}

/** The shift of each type: its donors' shifts, each as heavy as it is exact. */
function typeShifts(training: readonly GroupResponse[]): Map<number, Float64Array> {
  const groups = groupBy(training, ({type}) => type);
  return new Map(
    Array.from(groups, ([type, own]) => {
      const exactness = own.map(
        ({control, stimulated}) => 1 / (1 / control.count + 1 / stimulated.count),
      );
      const sum = exactness.reduce((a, b) => a + b, 0);
      const shift = weightedSum(
        own.map(({shift}) => shift),
        exactness.map(value => value / sum),
      );
      return [type, shift];
    }),
  );
}

function meanOfShifts(shifts: readonly Float64Array[]): Float64Array {
  return weightedSum(shifts, new Float64Array(shifts.length).fill(1 / shifts.length));
}

/** From the profile of control cells to the shift; undefined where too few responses are left to choose by. */
function ridgePredictor(
  training: readonly GroupResponse[],
  blockOf: (response: GroupResponse) => number,
): ShiftPredictor | undefined {
  const blocks = [...groupBy(training, blockOf).values()];
  if (blocks.some(block => training.length - block.length < 2)) return undefined;
  const errors = PENALTIES.map(penalty =>
    blocks.reduce((sum, block) => {
      const rest = training.filter(response => !block.includes(response));
      const predict = fitRidge(rest, penalty);
      return (
        sum +
        block.reduce((s, {control, shift}) => s + squaredError(predict(control.means), shift), 0)
      );
    }, 0),
  );
  const best = PENALTIES[errors.indexOf(Math.min(...errors))];
  return fitRidge(training, best);
}

function fitRidge(training: readonly GroupResponse[], penalty: number) {
  const inputs = training.map(({control}) => control.means);
  const outputs = training.map(({shift}) => shift);
  const scale = inputScale(inputs);
  return (controlMeans: Float64Array) =>
    weightedSum(outputs, ridgeWeights(inputs, controlMeans, penalty * (scale || 1)));
}

function squaredError(predicted: Float64Array, actual: Float64Array): number {
  return predicted.reduce((sum, value, gene) => sum + (value - actual[gene]) ** 2, 0);
}
