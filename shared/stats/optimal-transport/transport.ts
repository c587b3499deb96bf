// Exact optimal transport of whole masses between two lists of points: the primal network simplex on the complete
// bipartite graph with strongly feasible trees, which cannot cycle (Cunningham 1976; Ahuja, Magnanti & Orlin 1993,
// "Network Flows", chapter 11; the pivot rule is the block search of Kovács 2015, Optim. Methods Softw. 30:94).
import {createTree, type TransportTree} from './transport-tree.ts';

export interface Coupling {
  /** Source, sink and mass of every pair that carries mass. Each of shape (pairs), at most n + m − 1. */
  sources: Int32Array;
  sinks: Int32Array;
  masses: Float64Array;
}

export interface Transport {
  /** The coupling of least Σ cost · mass. `costs`: row-major, shape (n, m). Starts from the last call's coupling. */
  solve(costs: Float64Array): Coupling;
}

/** How far a reduced cost must be below zero, as a share of the largest cost: above what rounding makes. */
const TOLERANCE = 1e-12;
/** Pivots for each arc of the graph beyond which something is broken; it takes less than one. */
const MOST_PIVOTS = 100;

/**
 * Transport of `supplies` to `demands`, shapes (n) and (m): positive whole numbers of equal sums, so that flows are
 * exact.
 */
export function createTransport(
  supplies: ArrayLike<number>,
  demands: ArrayLike<number>,
): Transport {
  checkMasses(supplies, demands);
  const tree = createTree(supplies, demands);
  return {
    solve(costs) {
      if (costs.length !== tree.n * tree.m) {
        throw new Error(
          `Transport costs have shape (${tree.n}, ${tree.m}); found ${costs.length} values.`,
        );
      }
      const scale = costs.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0);
      tree.setCosts(costs, scale);
      pivotUntilOptimal(tree, costs, TOLERANCE * scale);
      return couplingOf(tree);
    },
  };
}

function pivotUntilOptimal(tree: TransportTree, costs: Float64Array, tolerance: number): void {
  const search = createBlockSearch(tree, costs, tolerance);
  const limit = MOST_PIVOTS * (costs.length + tree.n + tree.m);
  for (let pivots = 0; pivots < limit; pivots++) {
    const arc = search();
    if (arc < 0) return;
    tree.pivot(arc);
  }
  throw new Error(`Transport did not end within ${limit} pivots. Check the costs for NaN.`);
}

/** Finds the arc of most negative reduced cost in the next block that has one; −1 where none is left. */
function createBlockSearch(
  {n, m, potentials}: TransportTree,
  costs: Float64Array,
  tolerance: number,
) {
  const block = Math.max(16, Math.ceil(Math.sqrt(n * m)));
  let [i, j] = [0, 0];
  let least = 0;
  /** The best arc of row i from column j up to `end`, or `best` where none is better. */
  const searchRow = (end: number, best: number): number => {
    const at = i * m;
    const potential = potentials[i];
    let found = best;
    for (let column = j; column < end; column++) {
      const reduced = costs[at + column] + potential - potentials[n + column];
      if (reduced < least) {
        least = reduced;
        found = at + column;
      }
    }
    return found;
  };
  return (): number => {
    let best = -1;
    least = -tolerance;
    let left = block;
    for (let seen = 0; seen < n * m; ) {
      const end = Math.min(m, j + left, j + n * m - seen);
      best = searchRow(end, best);
      seen += end - j;
      left -= end - j;
      j = end === m ? 0 : end;
      if (j === 0) i = i + 1 === n ? 0 : i + 1;
      if (left > 0) continue;
      if (best >= 0) return best;
      left = block;
    }
    return best;
  };
}

function couplingOf({n, m, arcs, flows}: TransportTree): Coupling {
  const used: number[] = [];
  for (let node = 0; node < n + m; node++)
    if (arcs[node] < n * m && flows[node] > 0) used.push(node);
  used.sort((a, b) => arcs[a] - arcs[b]);
  return {
    sources: Int32Array.from(used, node => Math.floor(arcs[node] / m)),
    sinks: Int32Array.from(used, node => arcs[node] % m),
    masses: Float64Array.from(used, node => flows[node]),
  };
}

function checkMasses(supplies: ArrayLike<number>, demands: ArrayLike<number>): void {
  const sum = (masses: ArrayLike<number>) => Array.from(masses).reduce((a, b) => a + b, 0);
  const [given, taken] = [sum(supplies), sum(demands)];
  const whole = [...Array.from(supplies), ...Array.from(demands)].every(
    mass => Number.isSafeInteger(mass) && mass > 0,
  );
  if (!whole || given !== taken || given === 0) {
    throw new Error(
      `Transport needs positive whole masses of equal sums; found sums ${given} and ${taken}. Scale the masses.`,
    );
  }
}
