// Whatever happens in the thread that reads, the caller gets a value or a sentence with the file's name.
import {expect, test} from '@jest/globals';
import {startReader} from '../../../shared/formats/reader-thread/reader-thread.ts';
import {url} from './odd-reader.ts';

const start = () => startReader(url, 'odd', ['/data/odd.h5']);

test('a reader answers several calls at once, with values or sentences', async () => {
  const reader = start();
  const [doubled, sentence, raw, memory] = await Promise.allSettled([
    reader.call('double', Float64Array.of(1, 2)),
    ...['sentence', 'raw', 'memory'].map(method => reader.call(method)),
  ]);
  expect(doubled).toMatchObject({value: {numbers: Float64Array.of(2, 4)}});
  const reasonOf = (result: PromiseSettledResult<unknown>) =>
    result.status === 'rejected' ? result.reason.message : 'none';
  expect(reasonOf(sentence)).toBe('odd.h5: found nothing, expected something');
  expect(reasonOf(raw)).toMatch(/^\/data\/odd\.h5: cannot be read as cells: its parts contradict/);
  expect(reasonOf(memory)).toMatch(/^\/data\/odd\.h5: .* it asks for more memory than there is\./);
  await reader.end();
  await expect(reader.call('double', new Float64Array(1))).rejects.toThrow('is closed');
});

test('a reader that never answers, or ends, fails all that wait for it', async () => {
  process.env.GENEGLOT_READER_SECONDS = '1';
  try {
    const stuck = start();
    const waiting = [stuck.call('forever'), stuck.call('sentence')];
    for (const each of await Promise.allSettled(waiting)) {
      expect(each).toMatchObject({
        reason: {message: expect.stringMatching(/^\/data\/odd\.h5: .* no progress for 1 s/)},
      });
    }
  } finally {
    delete process.env.GENEGLOT_READER_SECONDS;
  }
  await expect(start().call('end')).rejects.toThrow(
    '/data/odd.h5: the reader ended with code 3. The file is damaged',
  );
});
