import {expect, test} from '@jest/globals';
import {cellTable} from '../../../shared/formats/cells/cell-table.ts';
import {scratchFolder} from '../scratch-folder.ts';

const file = scratchFolder();

test('cell-table keeps what is unknown as null', async () => {
  const row = {
    ...{cell: 0, cellId: 'AAAC-1', label: null, donor: 'd', sample: null, condition: 'ctrl'},
    ...{tissue: null, totalCounts: null, genes: 3, mitochondrialShare: 0.25},
  };
  await cellTable.write(file('t.parquet'), [row]);
  expect(await cellTable.read(file('t.parquet'))).toEqual([row]);
});
