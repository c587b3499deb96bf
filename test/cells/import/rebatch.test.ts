import {expect, test} from '@jest/globals';
import {rebatch} from '../../../shared/cells/import/rebatch.ts';
import {batchOf, entriesOf, gather, randomRows, stream} from '../matrices.ts';

test('rebatch cuts the same batches however the cells arrive', async () => {
  const rows = randomRows(97, 20, 6);
  const limits = {values: 60, cells: 9};
  const arrive = (size: number) =>
    stream(
      Array.from({length: Math.ceil(rows.length / size)}, (_, i) =>
        batchOf(rows.slice(i * size, (i + 1) * size), i * size),
      ),
    );
  const whole = await gather(rebatch(arrive(97), 20, limits));
  expect(whole.length).toBeGreaterThan(9);
  expect(await gather(rebatch(arrive(1), 20, limits))).toEqual(whole);
  expect(await gather(rebatch(arrive(13), 20, limits))).toEqual(whole);
  expect(whole.flatMap(entriesOf)).toEqual(entriesOf(batchOf(rows)));
  expect(whole[1].firstCell).toBe(whole[0].offsets.length - 1);
});
