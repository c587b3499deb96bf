import {describe, expect, test} from '@jest/globals';
import {joinByBarcode} from '../../../shared/cells/import/join-by-barcode.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const CELLS = ['AAC-1', 'AAG-1', 'ACC-1', 'ACG-1'];

describe('joinByBarcode', () => {
  test('finds barcodes in whatever column they are, in any order, with lines of strangers among them', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed);
      const ids = Array.from(
        {length: 2 + random.int(30)},
        (_, i) => `C${seed}x${i}-${1 + random.int(2)}`,
      );
      const lines = [...ids, 'other-1', 'other-2'].filter(() => random.int(5) > 0);
      lines.sort(() => random.int(3) - 1);
      if (!lines.some(line => ids.includes(line))) continue;
      const width = 2 + random.int(3);
      const key = random.int(width);
      const header = Array.from({length: width}, (_, i) => ['cell', 'index', 'type', 'n'][i]);
      const rows = lines.map((id, row) => header.map((_, i) => (i === key ? id : `${row % 3}`)));
      const found = joinByBarcode(header, rows, ids);
      expect(found.key).toBe(key);
      expect(Array.from(found.lineOf)).toEqual(ids.map(id => lines.indexOf(id)));
      expect(found.strangers).toEqual(lines.filter(line => line.startsWith('other')));
    }
  });

  test('joins without endings only where none agrees with them', () => {
    const rows = CELLS.map(id => [id.slice(0, -2), 'T']);
    expect(joinByBarcode(['barcode', 'type'], rows, CELLS)).toMatchObject({
      ...{withoutEndings: true, lineOf: Int32Array.of(0, 1, 2, 3)},
    });
    expect(joinByBarcode(['barcode', 'type'], [...rows, ['AAC-1', 'B']], CELLS)).toMatchObject({
      ...{withoutEndings: false, lineOf: Int32Array.of(4, -1, -1, -1)},
    });
  });

  test('joins cells with one barcode by their rows, or says which is meant', () => {
    const ids = ['A', 'A', 'B'];
    const rows = ids.map((id, row) => [id, `type ${row}`]);
    expect(joinByBarcode(['barcode', 'type'], rows, ids).lineOf).toEqual(Int32Array.of(0, 1, 2));
    expect(joinByBarcode(['barcode', 'type'], rows.slice(1), ids).repeatedCell).toBe('A');
    expect(joinByBarcode(['barcode', 'type'], rows.toReversed(), ids).repeatedLine).toBe(2);
  });
});
