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
  for (let i = 0; i < n; i++) {
    const row = product.subarray(i * m, (i + 1) * m);
    let l = 0;
    // Four rows of B at a time: a quarter of the loads and stores of the product's row.
    for (; l + 4 <= k; l += 4) addFourRows(row, A, i * k + l, B, l * m);
    for (; l < k; l++) for (let j = 0; j < m; j++) row[j] += A[i * k + l] * B[l * m + j];
  }
  return product;
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

function addFourRows(
  row: Float64Array,
  A: Float64Array,
  a: number,
  B: Float64Array,
  b: number,
): void {
  const m = row.length;
  const [w, x, y, z] = [A[a], A[a + 1], A[a + 2], A[a + 3]];
  for (let j = 0; j < m; j++) {
    row[j] += w * B[b + j] + x * B[b + m + j] + y * B[b + 2 * m + j] + z * B[b + 3 * m + j];
  }
}
