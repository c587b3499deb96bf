// Entropic transport between uniform weights (Sinkhorn 1967; Cuturi 2013, NeurIPS): the coupling of least
// Σ cost · T + ε Σ T log T. Potentials absorb what would overflow (Schmitzer 2019, SIAM J. Sci. Comput. 41:A1443).

export interface SinkhornOptions {
  /** Weight of the entropy, in units of the costs. */
  epsilon: number;
  maxIterations: number;
  /** Ends when the rows' sums are off by less than this in all. */
  tolerance: number;
}

/** Scalings beyond e^±this are absorbed into the potentials. */
const ABSORB_BEYOND = 50;

/** Scales kernels of shape (n, m) until both weights are met; potentials are kept from call to call. */
export function createSinkhorn(n: number, m: number, options: SinkhornOptions) {
  const {epsilon, maxIterations, tolerance} = options;
  const f = new Float64Array(n);
  const g = new Float64Array(m);
  const kernel = new Float64Array(n * m);

  function absorb(costs: Float64Array, u: Float64Array, v: Float64Array): void {
    for (let i = 0; i < n; i++) f[i] += epsilon * Math.log(u[i]);
    for (let j = 0; j < m; j++) g[j] += epsilon * Math.log(v[j]);
    u.fill(1);
    v.fill(1);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        kernel[i * m + j] = Math.exp((f[i] + g[j] - costs[i * m + j]) / epsilon);
      }
    }
  }

  /** Rows' potentials for which every row of the kernel sums to its weight: no row is left to underflow. */
  function fitRows(costs: Float64Array): void {
    for (let i = 0; i < n; i++) {
      let most = -Infinity;
      for (let j = 0; j < m; j++) most = Math.max(most, g[j] - costs[i * m + j]);
      let sum = 0;
      for (let j = 0; j < m; j++) sum += Math.exp((g[j] - costs[i * m + j] - most) / epsilon);
      f[i] = -most - epsilon * Math.log(sum * n);
    }
  }

  /** The coupling for costs of shape (n, m); the same shape. Its columns sum to 1/m exactly, its rows nearly to 1/n. */
  return (costs: Float64Array): Float64Array => {
    const [u, v] = [new Float64Array(n).fill(1), new Float64Array(m).fill(1)];
    fitRows(costs);
    absorb(costs, u, v);
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      const columns = columnSums(kernel, u, m);
      for (let j = 0; j < m; j++) v[j] = 1 / (m * columns[j]);
      const rows = rowSums(kernel, v, n);
      let off = 0;
      for (let i = 0; i < n; i++) off += Math.abs(u[i] * rows[i] - 1 / n);
      if (off < tolerance) break;
      for (let i = 0; i < n; i++) u[i] = 1 / (n * rows[i]);
      if (leaves(u) || leaves(v)) absorb(costs, u, v);
    }
    absorb(costs, u, v);
    return kernel.slice();
  };
}

function leaves(scalings: Float64Array): boolean {
  return scalings.some(value => Math.abs(Math.log(value)) > ABSORB_BEYOND);
}

function rowSums(kernel: Float64Array, v: Float64Array, n: number): Float64Array {
  const m = v.length;
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += kernel[i * m + j] * v[j];
    sums[i] = sum;
  }
  return sums;
}

function columnSums(kernel: Float64Array, u: Float64Array, m: number): Float64Array {
  const sums = new Float64Array(m);
  for (let i = 0; i < u.length; i++) {
    for (let j = 0; j < m; j++) sums[j] += u[i] * kernel[i * m + j];
  }
  return sums;
}
