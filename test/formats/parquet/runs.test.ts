import {describe, expect, test} from '@jest/globals';
import {ByteWriter} from 'hyparquet-writer/src/bytewriter.js';
import {writeRleBitPackedHybrid} from 'hyparquet-writer/src/encoding.js';
import {packRuns, unpackRuns, widthOf} from '../../../shared/formats/parquet/runs.ts';
import {createRandom} from '../../../shared/stats/random.ts';

/** Numbers of `width` bits, some in runs of up to 300. */
function randomValues(seed: number, width: number, length: number): Int32Array {
  const random = createRandom(seed);
  const values = new Int32Array(length);
  for (let i = 0; i < length; ) {
    const end = Math.min(length, i + (random.next() < 0.3 ? 1 + random.int(300) : 1));
    values.fill(random.int(2 ** width), i, end);
    i = end;
  }
  return values;
}

const WIDTHS = [0, 1, 2, 7, 8, 9, 15, 16, 17, 24];
const LENGTHS = [0, 1, 7, 8, 9, 63, 1000, 4097];

describe.each(WIDTHS)('runs of numbers of %d bits', width => {
  const cases = LENGTHS.map((length, seed) => randomValues(seed, width, length));

  test('have the bytes of hyparquet-writer', () => {
    for (const values of cases) {
      const writer = new ByteWriter();
      writeRleBitPackedHybrid(writer, values, width);
      expect(packRuns(values, width)).toEqual(writer.getBytes());
    }
  });

  test('are read as they were written', () => {
    for (const values of cases) {
      const read = unpackRuns(packRuns(values, width), width, new Int32Array(values.length));
      expect(read).toEqual(values);
    }
  });
});

test('runs that end early are refused, in groups and in repeats', () => {
  for (const values of [Int32Array.of(1, 2, 3, 1, 2, 3, 1, 2), new Int32Array(9).fill(5)]) {
    const bytes = packRuns(values, 3);
    expect(() => unpackRuns(bytes, 3, new Int32Array(17))).toThrow('fewer values than it claims');
  }
  expect(() => unpackRuns(Uint8Array.of(18), 3, new Int32Array(9))).toThrow('fewer values');
  expect(() => unpackRuns(Uint8Array.of(3, 255), 3, new Int32Array(8))).toThrow('fewer values');
});

test('the width of a number is that of its bits', () => {
  expect([0, 1, 2, 255, 256].map(widthOf)).toEqual([0, 1, 2, 8, 9]);
});
