import {expect, test} from '@jest/globals';
import {decodeStruct, encodeStruct} from '../../../../shared/formats/parquet/gene-sets/thrift.ts';

test('thrift structs come back: long lists, long texts, numbers beyond 32 bits', () => {
  const numbers = Array.from({length: 20}, (_, i) => i * 1000);
  const bytes = encodeStruct([
    [1, {i32: 70_000}],
    [3, {i64: 2 ** 45 + 1}],
    [4, {list: numbers.map(i32 => ({i32}))}],
    [15, {struct: [[2, {text: 'β'.repeat(100)}]]}],
  ]);
  const {struct, end} = decodeStruct(Uint8Array.from([9, ...bytes, 9]), 1);
  expect(end).toBe(bytes.length + 1);
  const inner = new Map([[2, new TextEncoder().encode('β'.repeat(100))]]);
  expect(struct).toEqual(
    new Map<number, unknown>([
      [1, 70_000],
      [3, 2 ** 45 + 1],
      [4, numbers],
      [15, inner],
    ]),
  );
  expect(() => decodeStruct(bytes.subarray(0, 40), 0)).toThrow('the bytes end too early');
});
