// Factors of small symmetric matrices in 64 bits: Cholesky's, and eigenvalues with their vectors by Householder's
// tridiagonal form and implicit QR steps (Golub & Van Loan, Matrix Computations, 4.2 and 8.3).

/**
 * Lower L with L·Lᵀ = G, shape (n, n). A pivot below `lost`, as a share of the largest diagonal element, is lifted to it
 * and leaves later columns alone: so a dependent column of X with XᵀX = G becomes about zero in X·L⁻ᵀ, and what rounding
 * left of it is not multiplied from column to column.
 */
export function cholesky(G: Float64Array, n: number, lost: number): Float64Array {
  const L = new Float64Array(n * n);
  let largest = 1e-300;
  for (let i = 0; i < n; i++) largest = Math.max(largest, G[i * n + i]);
  const least = lost * largest;
  const kept = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = G[i * n + j];
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
      if (i > j) L[i * n + j] = kept[j] ? sum / L[j * n + j] : 0;
      else {
        kept[i] = Number(sum > least);
        L[i * n + i] = Math.sqrt(Math.max(sum, least));
      }
    }
  }
  return L;
}

/** L⁻ᵀ of a lower L: row j is column j of L⁻¹. Shape (n, n), zero below the diagonal. */
export function invertTransposed(L: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const at = j * n;
    inverse[at + j] = 1 / L[at + j];
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += L[i * n + k] * inverse[at + k];
      inverse[at + i] = -sum / L[i * n + i];
    }
  }
  return inverse;
}

export interface Eigen {
  /** Largest first. Shape (n). */
  values: Float64Array;
  /** Columns, in that order. Shape (n, n). */
  vectors: Float64Array;
}

/** S = Qᵀ·T·Q with a tridiagonal T. */
interface Tridiagonal {
  /** Shape (n). */
  diagonal: Float64Array;
  /** Beside it. Shape (n), of which the last is not used. */
  beside: Float64Array;
  /** Shape (n, n). */
  Q: Float64Array;
}

/** Eigenvalues and eigenvectors of a symmetric matrix of shape (n, n), to rounding of its largest eigenvalue. */
export function symmetricEigen(S: Float64Array, n: number): Eigen {
  const {diagonal, beside, Q} = makeTridiagonal(S, n);
  makeDiagonal({diagonal, beside, Q}, n);
  const order = Int32Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let r = 0; r < n; r++) vectors[r * n + to] = Q[from * n + r];
  });
  return {values: Float64Array.from(order, i => diagonal[i]), vectors};
}

/** Reflects away what stands more than one below the diagonal, column by column. */
function makeTridiagonal(S: Float64Array, n: number): Tridiagonal {
  const A = S.slice();
  const Q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  for (let k = 0; k + 2 < n; k++) {
    const v = reflector(A, k, n);
    if (!v) continue;
    reflectBothSides(A, v, k, n);
    reflectRows(Q, v, n);
  }
  const diagonal = Float64Array.from({length: n}, (_, i) => A[i * n + i]);
  const beside = Float64Array.from({length: n}, (_, i) => (i + 1 < n ? A[(i + 1) * n + i] : 0));
  return {diagonal, beside, Q};
}

/** The v of I − 2vvᵀ that leaves one number below the diagonal of column k; none where there is no more. Shape (n). */
function reflector(A: Float64Array, k: number, n: number): Float64Array | undefined {
  const v = new Float64Array(n);
  let below = 0;
  for (let i = k + 1; i < n; i++) {
    v[i] = A[i * n + k];
    if (i > k + 1) below += v[i] * v[i];
  }
  if (below === 0) return;
  const head = v[k + 1];
  const length = Math.sqrt(head * head + below);
  // Away from the axis on the side where nothing cancels.
  v[k + 1] = head + (head < 0 ? -length : length);
  const size = Math.sqrt(v[k + 1] * v[k + 1] + below);
  for (let i = k + 1; i < n; i++) v[i] /= size;
  return v;
}

/** A becomes H·A·H for H = I − 2vvᵀ with v zero up to k: A − v·wᵀ − w·vᵀ, w = 2(A·v − (vᵀA·v)·v). */
function reflectBothSides(A: Float64Array, v: Float64Array, k: number, n: number): void {
  const w = new Float64Array(n);
  let inner = 0;
  for (let i = k; i < n; i++) {
    for (let j = k + 1; j < n; j++) w[i] += A[i * n + j] * v[j];
    inner += w[i] * v[i];
  }
  for (let i = k; i < n; i++) w[i] = 2 * (w[i] - inner * v[i]);
  for (let i = k; i < n; i++) {
    for (let j = k; j < n; j++) A[i * n + j] -= v[i] * w[j] + w[i] * v[j];
  }
}

/** Q becomes H·Q. */
function reflectRows(Q: Float64Array, v: Float64Array, n: number): void {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (v[i] !== 0) for (let j = 0; j < n; j++) sums[j] += v[i] * Q[i * n + j];
  }
  for (let i = 0; i < n; i++) {
    const twice = 2 * v[i];
    if (twice !== 0) for (let j = 0; j < n; j++) Q[i * n + j] -= twice * sums[j];
  }
}

/** Steps for each eigenvalue beyond which the numbers are broken; it takes about two. */
const MOST_STEPS = 60;

/** Implicit QR steps until nothing is left beside the diagonal; the rows of Q become the eigenvectors. */
function makeDiagonal(T: Tridiagonal, n: number): void {
  const {diagonal, beside} = T;
  // A smaller number is rounding: turning a part that holds the largest leaves as much anywhere in it.
  const largest = [...diagonal, ...beside].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const least = Number.EPSILON * largest;
  let end = n - 1;
  for (let steps = 0; end > 0; steps++) {
    if (steps > MOST_STEPS * n) throw new Error('the matrix has no eigenvalues: check it for NaN');
    for (let i = 0; i < end; i++) if (Math.abs(beside[i]) <= least) beside[i] = 0;
    while (end > 0 && beside[end - 1] === 0) end--;
    let start = end;
    while (start > 0 && beside[start - 1] !== 0) start--;
    if (start < end) stepImplicitly(T, start, end, n);
  }
}

/** One step with Wilkinson's shift on the part start..end, which no zero divides. */
function stepImplicitly({diagonal, beside, Q}: Tridiagonal, start: number, end: number, n: number) {
  const square = beside[end - 1] ** 2;
  const half = (diagonal[end - 1] - diagonal[end]) / 2;
  const root = Math.sqrt(half * half + square);
  let x = diagonal[start] - (diagonal[end] - square / (half + (half < 0 ? -root : root)));
  let z = beside[start];
  for (let k = start; k < end; k++) {
    const length = Math.sqrt(x * x + z * z);
    const [c, s] = length === 0 ? [1, 0] : [x / length, z / length];
    if (k > start) beside[k - 1] = length;
    const [a, b, f] = [diagonal[k], diagonal[k + 1], beside[k]];
    diagonal[k] = c * c * a + 2 * c * s * f + s * s * b;
    diagonal[k + 1] = s * s * a - 2 * c * s * f + c * c * b;
    beside[k] = (c * c - s * s) * f + c * s * (b - a);
    if (k + 1 < end) {
      x = beside[k];
      z = s * beside[k + 1];
      beside[k + 1] *= c;
    }
    turnRows(Q, k * n, n, c, s);
  }
}

/** Turns the row that starts at `row` and the next one by an angle of this cosine and sine. */
function turnRows(Q: Float64Array, row: number, n: number, c: number, s: number): void {
  for (let j = row; j < row + n; j++) {
    const x = Q[j];
    const y = Q[j + n];
    Q[j] = c * x + s * y;
    Q[j + n] = c * y - s * x;
  }
}
