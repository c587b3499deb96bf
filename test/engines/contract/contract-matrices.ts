// Requirements on whole matrices: Gram matrices count pairs, inverses leave a small residual, bad input is named.
import {describe, expect, test} from '@jest/globals';
import type {Engine} from '../../../shared/engines/contract/engine.ts';
import type {BinaryRows, DenseMatrix} from '../../../shared/engines/contract/matrix-engine.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import type {Extent} from '../fixtures.ts';

/** Odd sizes, those of a register tile and a cache tile, and those around one panel of 512, and of two. */
const SIZES = [1, 2, 63, 64, 65, 257, 511, 512, 513];
const TWO_PANELS = 1030;
const EPSILON = 2 ** -24;

/** `count` rows of up to a dozen ones, some empty. */
function randomRows(count: number, columns: number, seed: number): BinaryRows {
  const random = createRandom(seed);
  const rows = Array.from({length: count}, () => {
    const ones = Array.from({length: random.int(12)}, () =>
      Math.floor(columns * random.next() ** 2),
    );
    return [...new Set(ones)].sort((a, b) => a - b);
  });
  const offsets = new Int32Array(count + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i] + row.length;
  });
  return {offsets, members: Int32Array.from(rows.flat())};
}

/** XᵀX + λI of random rows, as EASE inverts it. */
function randomPositiveDefinite(n: number, lambda: number): Float32Array {
  const {offsets, members} = randomRows(2 * n + 3, n, n);
  const matrix = new Float32Array(n * n);
  for (let row = 0; row + 1 < offsets.length; row++) {
    const ones = members.subarray(offsets[row], offsets[row + 1]);
    for (const a of ones) for (const b of ones) matrix[a * n + b]++;
  }
  for (let i = 0; i < n; i++) matrix[i * n + i] += lambda;
  return matrix;
}

/** The inverse of a Gram matrix plus a ridge, three panels wide: what must not depend on threads. */
export async function inverted(engine: Engine): Promise<Float32Array> {
  const n = 1100;
  const matrix = await engine.gramMatrix(randomRows(2000, n, 5), n);
  for (let i = 0; i < n; i++) matrix[i * n + i] += 3;
  return engine.invertPositiveDefinite(matrix, n);
}

/** Numbers from −.5 to .5. */
function randomDense(rows: number, columns: number, seed: number): DenseMatrix {
  const random = createRandom(seed);
  const values = Float32Array.from({length: rows * columns}, () => random.next() - 0.5);
  return {rows, columns, values};
}

/** A·B or AᵀB in 64 bits, by the definition. */
function productOf(A: DenseMatrix, B: DenseMatrix, transposed: boolean): Float64Array {
  const [rows, depth] = transposed ? [A.columns, A.rows] : [A.rows, A.columns];
  const product = new Float64Array(rows * B.columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < depth; k++) {
      const a = A.values[transposed ? k * rows + i : i * depth + k];
      for (let j = 0; j < B.columns; j++)
        product[i * B.columns + j] += a * B.values[k * B.columns + j];
    }
  }
  return product;
}

/** The bits of a product and of one by a Gram matrix, several tiles and stripes large: what must not depend on threads. */
export async function products(engine: Engine): Promise<Buffer> {
  const [A, X] = [randomDense(1100, 300, 1), randomDense(1100, 150, 2)];
  const rows = randomRows(400, 1100, 3);
  const values = randomDense(1, rows.members.length, 4).values;
  const product = await engine.multiply(A, X, true);
  const byGram = await engine.multiplyByGram({...rows, values}, X);
  return Buffer.concat([bitsOf(product.values), bitsOf(byGram.values)]);
}

/** A million numbers compare at once. */
export const bitsOf = ({buffer}: Float32Array): Buffer => Buffer.from(buffer as ArrayBuffer);

/** Largest |A·X − I|, and what rounding may leave of it where its errors add up like a random walk. */
function residualOf(A: Float32Array, X: Float32Array, n: number) {
  let largest = 0;
  // Of large matrices every seventh row is enough: 7 divides no panel or tile.
  for (let i = 0; i < n; i += n > 600 ? 7 : 1) {
    const row = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const a = A[i * n + k];
      if (a !== 0) for (let j = 0; j < n; j++) row[j] += a * X[k * n + j];
    }
    row[i] -= 1;
    for (const value of row) largest = Math.max(largest, Math.abs(value));
  }
  return {largest, bound: (4 * EPSILON * norm(A, n) * norm(X, n)) / Math.sqrt(n)};
}

/** The largest sum of a row's absolute values. */
function norm(A: Float32Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const sum = A.subarray(i * n, (i + 1) * n).reduce((total, a) => total + Math.abs(a), 0);
    largest = Math.max(largest, sum);
  }
  return largest;
}

function asymmetries(A: Float32Array, n: number): number {
  let count = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) count += +(A[i * n + j] !== A[j * n + i]);
  return count;
}

export function describeMatrices(engine: () => Promise<Engine>, {isCompiled}: Extent): void {
  describe('matrices', () => {
    const sizes = isCompiled ? [...SIZES, TWO_PANELS] : SIZES;
    test.each(sizes)('the inverse at size %d leaves a residual of rounding alone', async n => {
      const matrix = randomPositiveDefinite(n, 2);
      const given = matrix.slice();
      // Only the lower half may be read.
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) given[i * n + j] = Number.NaN;
      const inverse = await (await engine()).invertPositiveDefinite(given, n);
      expect(given.length).toBe(0);
      const {largest, bound} = residualOf(matrix, inverse, n);
      expect(largest).toBeLessThanOrEqual(bound);
      expect(bound).toBeLessThan(1e-4);
      expect(asymmetries(inverse, n)).toBe(0);
    });

    test('inverts what is known: a diagonal, and I + 11ᵀ', async () => {
      const n = 600;
      const diagonal = new Float32Array(n * n);
      for (let i = 0; i < n; i++) diagonal[i * n + i] = 4 ** ((i % 9) - 4);
      const reciprocal = await (await engine()).invertPositiveDefinite(diagonal, n);
      expect(
        reciprocal.every((x, at) => x === (at % (n + 1) ? 0 : 4 ** (4 - ((at / (n + 1)) % 9)))),
      ).toBe(true);
      const ones = new Float32Array(n * n).fill(1);
      for (let i = 0; i < n; i++) ones[i * n + i] = 2;
      const inverse = await (await engine()).invertPositiveDefinite(ones, n);
      // Sherman–Morrison: (I + 11ᵀ)⁻¹ = I − 11ᵀ / (n + 1).
      const worst = inverse.map((x, at) => Math.abs(x - (at % (n + 1) ? 0 : 1) + 1 / (n + 1)));
      expect(worst.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(1e-5);
    });

    test.each([
      [1, 1, 'zero'],
      [5, 3, 'negative'],
      [700, 600, 'negative'],
      [530, 2, 'not a number'],
      [80, 80, 'lost to rounding'],
    ])('a matrix of %d rows whose pivot %d is %s is refused', async (n, pivot, why) => {
      const matrix = new Float32Array(n * n);
      for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
      const at = (pivot - 1) * n + pivot - 1;
      if (why === 'lost to rounding') {
        matrix[at - 1] = matrix[at - n] = 1;
        matrix[at] = 1 + 2 ** -23;
      } else matrix[at] = {zero: 0, negative: -1}[why] ?? Number.NaN;
      await expect((await engine()).invertPositiveDefinite(matrix, n)).rejects.toThrow(
        `the ${n} × ${n} matrix is not positive definite: pivot ${pivot} is not above 0`,
      );
    });

    test('the Gram matrix counts the rows that hold both columns', async () => {
      for (const [count, columns] of [
        [1, 1],
        [40, 7],
        [500, 130],
        [9, 700],
      ]) {
        const rows = randomRows(count, columns, count);
        const gram = await (await engine()).gramMatrix(rows, columns);
        const dense = Array.from({length: count}, (_, row) => {
          const ones = rows.members.subarray(rows.offsets[row], rows.offsets[row + 1]);
          return Array.from({length: columns}, (_, column) => +ones.includes(column));
        });
        const expected = new Float32Array(columns * columns);
        for (const row of dense) {
          for (let a = 0; a < columns; a++) {
            for (let b = 0; b < columns; b++) expected[a * columns + b] += row[a] * row[b];
          }
        }
        expect(bitsOf(gram).equals(bitsOf(expected))).toBe(true);
      }
    });

    test.each([
      [1, 1, 1],
      [7, 5, 3],
      [65, 130, 600],
      [300, 70, 1100],
    ])(
      'a product of %d × %d over %d is that of 64 bits to rounding',
      async (rows, columns, depth) => {
        for (const transposed of [false, true]) {
          const A = transposed ? randomDense(depth, rows, 1) : randomDense(rows, depth, 1);
          const B = randomDense(depth, columns, 2);
          const product = await (await engine()).multiply(A, B, transposed);
          expect([product.rows, product.columns]).toEqual([rows, columns]);
          const exact = productOf(A, B, transposed);
          const worst = exact.reduce(
            (most, x, i) => Math.max(most, Math.abs(x - product.values[i])),
            0,
          );
          expect(worst).toBeLessThan(EPSILON * depth);
        }
      },
    );

    test.each([
      [1, 1, 1],
      [40, 9, 5],
      [300, 210, 140],
    ])(
      'the Gram matrix of %d weighted rows times a matrix of %d × %d',
      async (count, rows, width) => {
        const sparse = randomRows(count, rows, 7);
        const values = randomDense(1, sparse.members.length + 1, 8).values.slice(1);
        const X = randomDense(rows, width, 9);
        const A = {rows: count, columns: rows, values: new Float32Array(count * rows)};
        for (let row = 0; row < count; row++) {
          // The order of a row's members is of no account.
          const [from, to] = [sparse.offsets[row], sparse.offsets[row + 1]];
          sparse.members.subarray(from, to).reverse();
          for (let i = from; i < to; i++) A.values[row * rows + sparse.members[i]] = values[i];
        }
        const found = await (await engine()).multiplyByGram({...sparse, values}, X);
        const image = Float32Array.from(productOf(A, X, false));
        const exact = productOf(A, {rows: count, columns: width, values: image}, true);
        const worst = exact.reduce(
          (most, x, i) => Math.max(most, Math.abs(x - found.values[i])),
          0,
        );
        expect(worst).toBeLessThan(1e-5);
      },
    );

    test('factors that do not fit together are refused', async () => {
      const {multiply, multiplyByGram} = bound(await engine());
      const dense = (rows: number, columns: number, length = rows * columns) => ({
        ...{rows, columns, values: new Float32Array(length)},
      });
      await expect(multiply(dense(2, 3), dense(2, 3))).rejects.toThrow(
        'a left matrix of 2 × 3 does not fit a right one of 2 × 3: expected 3 rows there',
      );
      await expect(multiply(dense(2, 3, 5), dense(3, 1))).rejects.toThrow(
        'the left matrix of 2 × 3 has 5 numbers: expected 6',
      );
      const rows = {offsets: Int32Array.of(0, 2), members: Int32Array.of(2, 0)};
      const values = new Float32Array(2);
      await expect(multiplyByGram({...rows, values}, dense(2, 1))).rejects.toThrow(
        "a member is 2: expected columns in 0..1, X's rows",
      );
      await expect(
        multiplyByGram({...rows, values: new Float32Array(3)}, dense(3, 1)),
      ).rejects.toThrow('2 members have 3 values: expected one for each');
    });

    test('input that does not fit together is refused', async () => {
      const {invertPositiveDefinite, gramMatrix} = bound(await engine());
      await expect(invertPositiveDefinite(new Float32Array(6), 3)).rejects.toThrow(
        'a matrix of 6 numbers is not 3 × 3',
      );
      const rows = (offsets: number[], members: number[]) => ({
        offsets: Int32Array.from(offsets),
        members: Int32Array.from(members),
      });
      await expect(gramMatrix(rows([0, 1], [0, 1]), 2)).rejects.toThrow('found 0 to 1');
      await expect(gramMatrix(rows([0, 2], [1, 0]), 2)).rejects.toThrow(
        'row 0 has column 0 after 1',
      );
      await expect(gramMatrix(rows([0, 2], [0, 2]), 2)).rejects.toThrow(
        'row 0 has column 2 after 0: expected ascending columns in 0..1',
      );
    });
  });
}

function bound(engine: Engine) {
  return {
    invertPositiveDefinite: engine.invertPositiveDefinite.bind(engine),
    gramMatrix: engine.gramMatrix.bind(engine),
    multiply: engine.multiply.bind(engine),
    multiplyByGram: engine.multiplyByGram.bind(engine),
  };
}
