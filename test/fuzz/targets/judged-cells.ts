// Tables of cells as files of predictions have them (few, of one type, without labels, without genes in common, all zero):
// scored with numbers that are finite, or refused in a sentence.
import {comparePredictors} from '../../../shared/cells/perturbations/compare-predictors.ts';
import {gatherPerturbedCells} from '../../../shared/cells/perturbations/gather-perturbed-cells.ts';
import {judgeCells} from '../../../shared/cells/perturbations/judge-cells.ts';
import type {Random} from '../../../shared/stats/random.ts';
import judgeStage from '../../../stages/cells/judge-cells.ts';
import perturbationStage from '../../../stages/cells/score-perturbations.ts';
import {batchOf, stream} from '../../cells/matrices.ts';
import type {FuzzTarget} from '../fuzz-target.ts';
import {judgeRefusal} from '../judge-refusal.ts';
import {pick} from '../mutate.ts';

const BOOTSTRAP = {level: 0.95};

export const target: FuzzTarget = {
  ciTries: 12,
  async tryOnce(random) {
    const shared = {
      ...{minCells: 4 + random.int(6), changedGenes: 1 + random.int(40), resamples: random.int(6)},
      ...{recoverAt: [1 + random.int(60)], splits: 1 + random.int(3), seed: random.int(9)},
      ...{energyCells: 1 + random.int(30), components: 1 + random.int(20)},
      ...{typingNeighbours: 1 + random.int(20), movedGenes: random.int(40)},
      untyped: pick(['drop', 'neighbours'], random),
    };
    const real = drawFile(random);
    return random.int(2)
      ? tryJudge(real, drawFile(random), shared, random)
      : tryPerturbation(real, shared, random);
  },
};

type File = ReturnType<typeof drawFile>;

function tryJudge(real: File, predicted: File, shared: object, random: Random) {
  const params = judgeStage.params.parse({
    ...shared,
    ...{neighbours: [1 + random.int(30)], gromovCells: 1 + random.int(20), gromovRepeats: 1},
    ...{cellsPerType: 1 + random.int(20), covariationGenes: 1 + random.int(40)},
    ...{madeFromControls: random.int(2) === 0, maxCells: pick([3, 20, 1000], random)},
  });
  const bootstrap = {resamples: params.resamples, seed: params.seed, ...BOOTSTRAP};
  return judge(() => judgeCells(real, predicted, {...params, bootstrap}));
}

function tryPerturbation({matrix, cells}: File, shared: object, random: Random) {
  const params = perturbationStage.params.parse({
    ...shared,
    maxCells: pick([3, 20, 1000], random),
  });
  return judge(async () =>
    comparePredictors(await gatherPerturbedCells(matrix, cells, params), params),
  );
}

/** What is wrong with the scores or with the refusal. */
async function judge(score: () => Promise<unknown>): Promise<string | undefined> {
  try {
    return findUnsound(await score(), 'scores');
  } catch (error) {
    return judgeRefusal(error, '');
  }
}

/** The place of a number that is none. */
function findUnsound(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = findUnsound(inner, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function drawFile(random: Random) {
  const [count, genes] = [random.int(60), 1 + random.int(40)];
  const first = pick([0, 0, 0, 5, 100], random);
  const types = pick([['A'], ['A', 'B'], ['A', 'B', 'C', null], [null]], random);
  const conditions = pick(
    [['ctrl', 'stim'], ['ctrl', 'stim'], ['ctrl', 'x', 'y'], [null], ['stim']],
    random,
  );
  const donors = pick([[null], ['d1', 'd2', 'd3'], ['d1']], random);
  const draw = pick(
    [() => 0, () => 1, () => random.next() * random.int(3), () => 6 * random.next()],
    random,
  );
  const rows = Array.from({length: count}, () => Array.from({length: genes}, draw));
  return {
    matrix: {
      symbols: Array.from({length: genes}, (_, gene) => `GENE${first + gene}`),
      valueKind: 'log-normalized' as const,
      batches: () => stream(count > 0 ? [batchOf(rows)] : []),
    },
    cells: rows.map((row, cell) => ({
      ...{cell, cellId: `cell ${cell}`, label: pick(types, random)},
      ...{condition: pick(conditions, random), donor: pick(donors, random)},
      ...{sample: null, tissue: null, totalCounts: null, mitochondrialShare: 0},
      genes: row.filter(value => value > 0).length,
    })),
  };
}
