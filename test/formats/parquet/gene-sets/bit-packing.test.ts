import {describe, expect, test} from '@jest/globals';
import {
  MAX_BITS,
  pack,
  packedBytes,
  unpack,
} from '../../../../shared/formats/parquet/gene-sets/bit-packing.ts';
import {createRandom} from '../../../../shared/stats/random.ts';

describe('bit packing', () => {
  test.each([1, 2, 7, 8, 9, 15, 16, 17, 24, MAX_BITS])('gives back numbers of %i bits', bits => {
    const random = createRandom(bits);
    const values = Int32Array.from({length: 1001}, () => random.int(2 ** bits));
    values[0] = 2 ** bits - 1;
    const bytes = new Uint8Array(3 + packedBytes(1001, bits)).fill(0xff);
    const order = Int32Array.from(values.keys());
    expect(pack(order, 0, 1001, values, bits, bytes, 3)).toBe(bytes.length);
    const read = new Int32Array(1003);
    unpack(bytes, 3, 1001, bits, read, 1);
    expect(read).toEqual(Int32Array.of(0, ...values, 0));
    expect(bytes.at(-1)! >> ((1001 * bits) % 8 === 0 ? 8 : (1001 * bits) % 8)).toBe(0);
  });

  test('puts the lowest bits first, as the documentation of Parquet shows', () => {
    const bytes = new Uint8Array(3);
    const numbers = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    pack(numbers, 0, 8, numbers, 3, bytes, 0);
    expect(Array.from(bytes, byte => byte.toString(2).padStart(8, '0'))).toEqual([
      '10001000',
      '11000110',
      '11111010',
    ]);
  });
});
