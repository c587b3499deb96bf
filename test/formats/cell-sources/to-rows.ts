// Blocks of cells as dense rows, which must come in order.
import {expect} from '@jest/globals';
import type {SourceBlock} from '../../../shared/cells/import/cell-source.ts';

export function toRows(blocks: Iterable<SourceBlock>, genes: number): number[][] {
  const rows: number[][] = [];
  for (const {firstCell, offsets, features, values} of blocks) {
    expect(firstCell).toBe(rows.length);
    for (let row = 0; row + 1 < offsets.length; row++) {
      const dense = new Array<number>(genes).fill(0);
      for (let i = offsets[row]; i < offsets[row + 1]; i++) dense[features[i]] += values[i];
      rows.push(dense);
    }
  }
  return rows;
}
