import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from '@jest/globals';
import {BatchFile} from '../../../shared/formats/cells/batch-file.ts';
import {batchOf, gather, randomRows} from '../../cells/matrices.ts';

const folder = mkdtempSync(join(tmpdir(), 'geneglot-batches-'));

afterAll(() => rmSync(folder, {recursive: true}));

test('BatchFile gives batches back as they were, twice alike, and leaves nothing', async () => {
  const path = join(folder, 'batches.bin');
  const file = new BatchFile(path);
  const batches = [7, 1, 0, 40, 3].map((cells, i) => batchOf(randomRows(cells, 30, i), 100 * i));
  for (const batch of batches) await file.add(batch);
  const toPlain = (given: typeof batches) =>
    given.map(batch => ({
      ...{firstCell: batch.firstCell, offsets: [...batch.offsets]},
      ...{genes: [...batch.genes], values: [...batch.values]},
    }));
  expect(toPlain(await gather(file.batches(30)))).toEqual(toPlain(batches));
  expect(toPlain(await gather(file.batches(30)))).toEqual(toPlain(batches));
  await file.close();
  expect(existsSync(path)).toBe(false);
});

test('BatchFile without batches has none, and no file', async () => {
  const file = new BatchFile(join(folder, 'none.bin'));
  expect(await gather(file.batches(5))).toEqual([]);
  await file.close();
});
