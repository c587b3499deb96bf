// Keys of caches that sign: which files are taken, and whose signatures hold.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {CacheKey} from '../../../shared/pipeline/store/cache-key.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

describe('the key of a cache', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-key-'));
  });
  afterEach(() => rm(folder, {recursive: true, force: true}));

  async function keyFile(text: string, mode = 0o600): Promise<string> {
    const file = join(folder, 'cache.key');
    await rm(file, {force: true});
    await writeFile(file, text, {mode});
    return file;
  }

  test('signs as HMAC-SHA256 of RFC 2104 does, and takes its own signatures alone', async () => {
    const key = CacheKey.read(await keyFile(`${SECRET}\n`));
    const signature = key.sign('{}');
    expect(hmac(SECRET, 'geneglot manifest 1\n{}')).toBe(signature);
    expect(key.verifies('{}', `${signature}\n`)).toBe(true);
    expect(key.verifies('{} ', signature)).toBe(false);
    for (const other of [
      '',
      signature.slice(1),
      `${signature}0`,
      signature.toUpperCase(),
      'é'.repeat(64),
    ])
      expect(key.verifies('{}', other)).toBe(false);
    const foreign = CacheKey.read(await keyFile(`${SECRET}x`));
    expect(foreign.verifies('{}', signature)).toBe(false);
  });

  test('is refused when others may read it, when it is short, missing, or no plain file', async () => {
    const open = await keyFile(SECRET, 0o640);
    expect(() => CacheKey.read(open)).toThrow(
      /cache\.key, the key of the cache: found mode 640, by which others may read or write it, expected mode 600\n {4}chmod 600 /,
    );
    const short = await keyFile(`${SECRET.slice(1)}\n`);
    expect(() => CacheKey.read(short)).toThrow(
      'found 31 bytes, expected 32 at least\n    To make one',
    );
    const long = await keyFile('x'.repeat(5000));
    expect(() => CacheKey.read(long)).toThrow('found 5000 bytes, expected 4096 at most');
    expect(() => CacheKey.read(join(folder, 'none'))).toThrow('found no such file, expected a key');
    expect(() => CacheKey.read(folder)).toThrow('found no plain file');
    execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
    expect(() => CacheKey.read(join(folder, 'pipe'))).toThrow('found no plain file');
  });
});

/** HMAC-SHA256 as RFC 2104 defines it, of a key shorter than a block of 64 bytes. */
function hmac(key: string, text: string): string {
  const padded = (value: number) =>
    Buffer.alloc(64, value).map((byte, i) => byte ^ (key.charCodeAt(i) || 0));
  const hash = (pad: number, inner: string | Buffer) =>
    createHash('sha256').update(padded(pad)).update(inner).digest();
  return hash(0x5c, hash(0x36, text)).toString('hex');
}
