import {expect, test} from '@jest/globals';
import {cellSentences} from '../../../shared/formats/cells/cell-sentences.ts';
import {gather, stream} from '../../cells/matrices.ts';
import {scratchFolder} from '../scratch-folder.ts';

const file = scratchFolder();

test('cell-sentences keep the order of genes', async () => {
  const lists = {
    firstCell: 0,
    offsets: Int32Array.of(0, 3, 3, 4),
    genes: Uint16Array.of(2, 0, 1, 1),
  };
  await cellSentences.write(file('order.arrow'), {
    symbols: ['A', 'B', 'C'],
    batches: () => stream([lists]),
  });
  const read = await cellSentences.read(file('order.arrow'));
  expect(read.symbols).toEqual(['A', 'B', 'C']);
  expect(await gather(read.batches())).toEqual([lists]);
});
