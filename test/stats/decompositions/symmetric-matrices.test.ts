import {describe, expect, test} from '@jest/globals';
import {
  cholesky,
  invertTransposed,
  symmetricEigen,
} from '../../../shared/stats/decompositions/symmetric-matrices.ts';
import {createRandom} from '../../../shared/stats/random.ts';

/** B + Bᵀ of random numbers. */
function randomSymmetric(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const S = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) S[i * n + j] = S[j * n + i] = random.next() - 0.5;
  }
  return S;
}

/** The largest |a − b|. */
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (x, i) => Math.abs(x - b[i])).reduce((most, x) => Math.max(most, x), 0);

/** A·diag(values)·Bᵀ for A and B of shape (n, n); AᵀB's where A and B are given by columns. */
function sandwich(A: Float64Array, values: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({length: n * n}, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += A[i * n + k] * values[k] * A[j * n + k];
    return sum;
  });
}

const identity = (n: number) =>
  Float64Array.from({length: n * n}, (_, at) => (at % (n + 1) === 0 ? 1 : 0));

describe('symmetricEigen', () => {
  test.each([1, 2, 3, 17, 60])('V·Λ·Vᵀ is the matrix of %d rows, V is orthonormal', n => {
    const S = randomSymmetric(n, n);
    const {values, vectors} = symmetricEigen(S, n);
    expect(farthest(sandwich(vectors, values, n), S)).toBeLessThan(1e-13 * n);
    expect(farthest(sandwich(vectors, new Float64Array(n).fill(1), n), identity(n))).toBeLessThan(
      1e-13 * n,
    );
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  test('finds the eigenvalues 2 − 2·cos(kπ / (n + 1)) of the second difference', () => {
    const n = 25;
    const S = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      S[i * n + i] = 2;
      if (i > 0) S[i * n + i - 1] = S[(i - 1) * n + i] = -1;
    }
    const known = Array.from(
      {length: n},
      (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)),
    );
    expect(farthest(symmetricEigen(S, n).values, known)).toBeLessThan(1e-14 * n);
  });

  test('takes equal eigenvalues and zeros: 11ᵀ has n once and 0 else, the identity 1 alone', () => {
    const n = 12;
    const {values} = symmetricEigen(new Float64Array(n * n).fill(1), n);
    expect(farthest(values, [n, ...new Array(n - 1).fill(0)])).toBeLessThan(1e-13);
    expect([...symmetricEigen(identity(n), n).values]).toEqual(new Array(n).fill(1));
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
  });

  test('says so where there are none', () => {
    expect(() => symmetricEigen(new Float64Array(9).fill(Number.NaN), 3)).toThrow(
      'check it for NaN',
    );
  });
});

describe('cholesky', () => {
  test('L·Lᵀ is the matrix, and X·L⁻ᵀ has orthonormal columns', () => {
    const n = 20;
    const S = sandwich(randomSymmetric(n, 4), new Float64Array(n).fill(1), n);
    const L = cholesky(S, n, 1e-12);
    expect(farthest(sandwich(L, new Float64Array(n).fill(1), n), S)).toBeLessThan(1e-13);
    const R = invertTransposed(L, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(R[i * n + j]).toBe(0);
    // Rᵀ·S·R = L⁻¹·S·L⁻ᵀ = I.
    const product = Float64Array.from({length: n * n}, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++) sum += R[a * n + i] * S[a * n + b] * R[b * n + j];
      return sum;
    });
    expect(farthest(product, identity(n))).toBeLessThan(1e-7);
  });

  test('lifts the pivot of a dependent column', () => {
    const L = cholesky(Float64Array.of(4, 4, 4, 4), 2, 1e-6);
    expect(L[2]).toBe(2);
    expect(L[3]).toBeCloseTo(2e-3, 10);
  });
});
