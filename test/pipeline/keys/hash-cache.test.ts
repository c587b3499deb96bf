import {mkdir, mkdtemp, readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {HashCache} from '../../../shared/pipeline/keys/hash-cache.ts';
import {sha256Of} from '../../../shared/pipeline/keys/hash-file.ts';

describe('a remembered hash', () => {
  test('holds while nothing touched the file, and a folder hashes by content and names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'geneglot-hash-'));
    try {
      const file = join(folder, 'data/a.txt');
      const past = new Date(Date.now() - 60_000);
      const write = async (text: string) => {
        await writeFile(file, text);
        await utimes(file, past, past);
        // Two ticks of the clock that no hand can set back.
        await wait(50);
      };
      await mkdir(join(folder, 'data'));
      await write('one');
      const cache = await HashCache.open(join(folder, 'files.json'));
      const one = await cache.hash(join(folder, 'data'));
      expect(await cache.hash(file)).toBe(sha256Of('one'));
      await cache.save();
      const remembered = await readFile(join(folder, 'files.json'), 'utf8');
      await writeFile(
        join(folder, 'files.json'),
        remembered.replace(sha256Of('one'), 'told by the cache'),
      );
      const again = await HashCache.open(join(folder, 'files.json'));
      expect(await again.hash(file)).toBe('told by the cache');
      // Of the same size, and with its modification time set back.
      await write('two');
      expect(await again.hash(file)).toBe(sha256Of('two'));
      await write('three');
      expect(await again.hash(file)).toBe(sha256Of('three'));
      await writeFile(file, 'four!');
      expect(await again.hash(file)).toBe(sha256Of('four!'));
      await writeFile(file, 'five!');
      expect(await again.hash(file)).toBe(sha256Of('five!'));
      expect(await again.hash(join(folder, 'data'))).not.toBe(one);
    } finally {
      await rm(folder, {recursive: true});
    }
  });
});
