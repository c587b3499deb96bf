// Scores of all methods in both protocols: with the stimulated cells of one type hidden, and, where three donors or more
// are known, with those of one donor hidden.
import {benjaminiHochberg} from '../../stats/benjamini-hochberg.ts';
import {
  fitPrincipalComponents,
  type PrincipalComponents,
} from '../../stats/principal-components.ts';
import {selectRows} from '../../stats/sparse-rows.ts';
import {welchPValues} from '../../stats/two-samples/welch.ts';
import {drawSome} from '../gather-cells.ts';
import {estimateScores, meanOfGroups, type Resampled, resampleGroups} from './estimate-scores.ts';
import {groupResponses} from './group-responses.ts';
import {
  type HeldOutGroup,
  type MethodScores,
  OTHER_HALF,
  type ProtocolScores,
} from './perturbation-scores.ts';
import {type GroupResponse, type PerturbedCells, untypedAdvice} from './perturbed-cells.ts';
import {shiftPredictors} from './predict-shifts.ts';
import {type Fold, type PredictedCells, type ScoringOptions, scoreGroup} from './score-group.ts';

export interface CompareOptions extends ScoringOptions {
  /** Cells of either condition that a group needs. */
  minCells: number;
  /** Principal components, of at most `componentCells` training cells. */
  components: number;
  componentCells: number;
  /** Receives the dealings and resamples that are scored, of all. */
  onProgress?: (draws: number, total: number) => void;
}

/** Share of false discoveries among the genes counted as different. */
const DISCOVERY_RATE = 0.05;
/** Rounds of subspace iteration for a space that distances are taken in. */
const SPACE_ROUNDS = 4;
/** Donors below which none is held out: the shift of a type then comes from two others at least. */
const LEAST_DONORS = 3;

/**
 * Scores of both protocols, that of donors only where there are enough. `predicted` cells answer to that of types, which is
 * then the only one.
 */
export function comparePredictors(
  cells: PerturbedCells,
  options: CompareOptions,
  predicted: PredictedCells = new Map(),
): {'held-out types': ProtocolScores; 'held-out donors'?: ProtocolScores} {
  const whole = groupResponses(cells, options.minCells, false);
  requireGroups(cells, whole, options.minCells);
  const byDonor = groupResponses(cells, options.minCells, true);
  const donors = [...new Set(byDonor.map(({donor}) => donor))];
  const hidesDonors = donors.length >= LEAST_DONORS && predicted.size === 0;
  const perType = whole.length * (options.splits + options.resamples);
  const total = perType + (hidesDonors ? byDonor.length * options.splits : 0);
  let draws = 0;
  const counting = {...options, onDraw: () => options.onProgress?.(++draws, total)};
  const types = heldOutTypes(cells, whole, predicted, counting);
  if (!hidesDonors) return {'held-out types': types};
  return {
    'held-out types': types,
    'held-out donors': heldOutDonors(cells, whole, byDonor, counting),
  };
}

function heldOutTypes(
  cells: PerturbedCells,
  whole: readonly GroupResponse[],
  predicted: PredictedCells,
  options: CompareOptions,
): ProtocolScores {
  const scored = whole.map(group => {
    const training = whole.filter(({type}) => type !== group.type);
    return scoreGroup(
      cells,
      group,
      {
        predictors: shiftPredictors(training, ({type}) => type, false),
        components: fitWithout(cells, row => cells.labels[row] === group.type, options),
        predicted,
        resamples: options.resamples,
      },
      options,
    );
  });
  const groups = whole.map(group => describeGroup(group, 0));
  return gatherMethods(groups, scored, new Set(predicted.keys()), options);
}

function heldOutDonors(
  cells: PerturbedCells,
  whole: readonly GroupResponse[],
  byDonor: readonly GroupResponse[],
  options: CompareOptions,
): ProtocolScores {
  const donors = [...new Set(byDonor.map(({donor}) => donor))];
  const folds = new Map(
    donors.map((donor): [number, Fold] => {
      const training = byDonor.filter(response => response.donor !== donor);
      const predictors = shiftPredictors(training, response => response.donor, true);
      const components = fitWithout(cells, row => cells.donorOf[row] === donor, options);
      // Donors are resampled, not their cells.
      return [donor, {predictors, components, predicted: new Map(), resamples: 0}];
    }),
  );
  const ownGroups = whole
    .map(group => ({group, own: byDonor.filter(({type}) => type === group.type)}))
    .filter(({own}) => own.length >= LEAST_DONORS);
  const scored = ownGroups.map(({own}) =>
    resampleGroups(
      own.map(group => scoreGroup(cells, group, folds.get(group.donor)!, options)),
      options,
    ),
  );
  const groups = ownGroups.map(({group, own}) => describeGroup(group, own.length));
  return gatherMethods(groups, scored, new Set(), options);
}

/** Components of the cells that a fold may see: all control cells, and stimulated ones that are not hidden. */
function fitWithout(
  {expression, stimulated}: PerturbedCells,
  isHidden: (row: number) => boolean,
  {components, componentCells, seed}: CompareOptions,
): PrincipalComponents {
  const seen = Array.from(stimulated.keys()).filter(row => stimulated[row] === 0 || !isHidden(row));
  const drawn = drawSome(seen, componentCells, seed, 0);
  return fitPrincipalComponents(selectRows(expression, drawn), components, seed, SPACE_ROUNDS);
}

function describeGroup({type, control, stimulated}: GroupResponse, donors: number): HeldOutGroup {
  const qValues = benjaminiHochberg(welchPValues(control, stimulated));
  return {
    type,
    controlCells: control.count,
    stimulatedCells: stimulated.count,
    donors,
    differentGenes: qValues.filter(q => q <= DISCOVERY_RATE).length,
  };
}

function gatherMethods(
  groups: HeldOutGroup[],
  scored: readonly ReadonlyMap<string, Resampled>[],
  models: ReadonlySet<string>,
  {recoverAt}: CompareOptions,
): ProtocolScores {
  const names = [...new Set(scored.flatMap(own => [...own.keys()]))];
  const kindOf = (name: string) =>
    models.has(name) ? 'model' : name === OTHER_HALF ? 'ceiling' : 'baseline';
  const methods = names.map((name): [string, MethodScores] => {
    const own = scored.map(methods => methods.get(name));
    const answered = own.filter(each => each !== undefined);
    return [
      name,
      {
        kind: kindOf(name),
        mean: estimateScores(meanOfGroups(answered), recoverAt),
        groups: own.map(each => (each ? estimateScores(each, recoverAt) : null)),
      },
    ];
  });
  return {groups, methods: Object.fromEntries(methods)};
}

function requireGroups(
  {types, stimulated, untyped}: PerturbedCells,
  groups: readonly GroupResponse[],
  minCells: number,
): void {
  if (groups.length >= 2) return;
  const found = stimulated.reduce((a, b) => a + b, 0);
  const advice =
    untyped.count > 0
      ? untypedAdvice(untyped)
      : 'Lower minCells, or check the columns of types and conditions.';
  throw new Error(
    `${groups.length} of ${types.length} types have ${minCells} control and ${minCells} stimulated cells or more (${found} of ${stimulated.length} typed cells are stimulated); expected two types at least: one is hidden, the others teach. ${advice}`,
  );
}
