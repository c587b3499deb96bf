// Products of dense matrices in 64 bits, for the few places where 32 bits of a compute engine are too few.

/** A·B for A of shape (n, k) and B of shape (k, m), row-major. Shape (n, m). */
export function multiply(
  A: Float64Array,
  B: Float64Array,
  n: number,
  k: number,
  m: number,
): Float64Array {
  const product = new Float64Array(n * m);
  addProduct(product, A, B, k, m);
  return product;
}

/** Adds A·B, as above, to `sums` of shape (n, m). */
export function addProduct(
  sums: Float64Array,
  A: Float64Array,
  B: Float64Array,
  k: number,
  m: number,
): void {
  const n = sums.length / m;
  const whole = n - (n % 2);
  for (let i = 0; i < whole; i += 2) addToTwoRows(sums, A, B, i, k, m);
  for (let i = whole; i < n; i++) addToRow(sums, A, B, i, 0, k, m);
}

/** Aᵀ for A of shape (n, m), row-major. Shape (m, n). */
export function transpose(A: Float64Array, n: number, m: number): Float64Array {
  const turned = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) turned[j * n + i] = A[i * m + j];
  return turned;
}

/** Σ of the products of two arrays' values. */
export function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Rows i and i + 1 of the product, four rows of B at a time: every number that is loaded is used twice or more. */
function addToTwoRows(
  product: Float64Array,
  A: Float64Array,
  B: Float64Array,
  i: number,
  k: number,
  m: number,
): void {
  const [first, second] = [i * m, (i + 1) * m];
  const whole = k - (k % 4);
  for (let l = 0; l < whole; l += 4) {
    const [a, b] = [i * k + l, (i + 1) * k + l];
    const [a0, a1, a2, a3] = [A[a], A[a + 1], A[a + 2], A[a + 3]];
    const [b0, b1, b2, b3] = [A[b], A[b + 1], A[b + 2], A[b + 3]];
    const [r0, r1, r2, r3] = [l * m, (l + 1) * m, (l + 2) * m, (l + 3) * m];
    for (let j = 0; j < m; j++) {
      const w = B[r0 + j];
      const x = B[r1 + j];
      const y = B[r2 + j];
      const z = B[r3 + j];
      product[first + j] += a0 * w + a1 * x + (a2 * y + a3 * z);
      product[second + j] += b0 * w + b1 * x + (b2 * y + b3 * z);
    }
  }
  addToRow(product, A, B, i, whole, k, m);
  addToRow(product, A, B, i + 1, whole, k, m);
}

/** Row i of the product, by the columns of A from `from` on. */
function addToRow(
  product: Float64Array,
  A: Float64Array,
  B: Float64Array,
  i: number,
  from: number,
  k: number,
  m: number,
): void {
  for (let l = from; l < k; l++) {
    const a = A[i * k + l];
    for (let j = 0; j < m; j++) product[i * m + j] += a * B[l * m + j];
  }
}
