import {readFileSync, writeFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {cellMatrix} from '../../../shared/formats/cells/cell-matrix.ts';
import {cellSentences} from '../../../shared/formats/cells/cell-sentences.ts';
import {batchOf, entriesOf, gather, randomRows, stream} from '../../cells/matrices.ts';
import {scratchFolder} from '../scratch-folder.ts';

const file = scratchFolder();

const symbols = (count: number) => Array.from({length: count}, (_, i) => `G${i}`);

describe('cell-matrix', () => {
  test('gives back all cells, more than one batch of them, and can be read twice', async () => {
    const rows = randomRows(9000, 12, 1);
    const write = (name: string, step: number) =>
      cellMatrix.write(file(name), {
        ...{symbols: symbols(12), valueKind: 'counts'},
        batches: () =>
          stream(
            Array.from({length: 9000 / step}, (_, i) =>
              batchOf(rows.slice(i * step, (i + 1) * step), i * step),
            ),
          ),
      });
    await write('a.arrow', 9000);
    await write('b.arrow', 45);
    expect(readFileSync(file('b.arrow')).equals(readFileSync(file('a.arrow')))).toBe(true);
    const matrix = await cellMatrix.read(file('a.arrow'));
    expect(matrix).toMatchObject({symbols: symbols(12), valueKind: 'counts'});
    for (let pass = 0; pass < 2; pass++) {
      const batches = await gather(matrix.batches());
      expect(batches.map(({firstCell}) => firstCell)).toEqual([0, 8192]);
      expect(batches.flatMap(entriesOf)).toEqual(entriesOf(batchOf(rows)));
    }
    const values = rows.flat().filter(Boolean).length;
    expect((await cellMatrix.summarize(file('a.arrow'))).counts).toEqual({
      cells: 9000,
      genes: 12,
      values,
    });
  });

  test('takes more genes than 16 bits number, fractions, and no cell at all', async () => {
    const wide = {
      firstCell: 0,
      offsets: Int32Array.of(0, 2),
      genes: Uint32Array.of(3, 69_999),
      values: Float32Array.of(0.5, 1e-9),
    };
    await cellMatrix.write(file('wide.arrow'), {
      symbols: symbols(70_000),
      valueKind: 'log-normalized',
      batches: () => stream([wide]),
    });
    const [batch] = await gather((await cellMatrix.read(file('wide.arrow'))).batches());
    expect(Array.from(batch.genes)).toEqual([3, 69_999]);
    expect(batch.values).toEqual(wide.values);
    await cellMatrix.write(file('none.arrow'), {
      symbols: [],
      valueKind: 'counts',
      batches: () => stream([]),
    });
    expect((await cellMatrix.summarize(file('none.arrow'))).counts.cells).toBe(0);
  });

  test('stops reading when the reader stops', async () => {
    const {batches} = await cellMatrix.read(file('a.arrow'));
    for await (const {firstCell} of batches()) {
      expect(firstCell).toBe(0);
      break;
    }
  });

  test('refuses sentences, and what is no Arrow file', async () => {
    await cellSentences.write(file('s.arrow'), {
      symbols: symbols(12),
      batches: () => stream([batchOf(randomRows(3, 12, 2))]),
    });
    await expect(cellMatrix.read(file('s.arrow'))).rejects.toThrow(
      /found columns cell Int32, genes List.*a cell-matrix has cell Int32, genes .*, values List<Float32>/,
    );
    writeFileSync(file('text.arrow'), 'no arrow');
    await expect(cellMatrix.read(file('text.arrow'))).rejects.toThrow(/expected an Arrow IPC file/);
  });
});
