import {execFileSync} from 'node:child_process';
import {mkdtemp, open, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readBytes, readStreamText, readWholeText} from '../../shared/formats/text-file.ts';
import {createRandom} from '../../shared/stats/random.ts';

let file: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-text-'));
  file = join(folder, 'a.gmt');
});
afterAll(() => rm(folder, {recursive: true, force: true}));

/** Bytes that were read before the end or the error, and the error's message. */
async function readAll(): Promise<{bytes: number; message?: string}> {
  let bytes = 0;
  try {
    for await (const piece of readBytes(file)) bytes += piece.length;
    return {bytes};
  } catch (error) {
    return {bytes, message: String((error as Error).message)};
  }
}

describe('a text file', () => {
  test('is read as it is, packed or not, whatever its lines', async () => {
    const random = createRandom(3);
    for (let n = 0; n < 8; n++) {
      const lines = Array.from({length: random.int(6)}, () => 'x'.repeat(random.int(3 * 2 ** 20)));
      const text = lines.join('\n');
      await writeFile(file, n % 2 ? gzipSync(text, {level: 1}) : text);
      expect(await readWholeText(file)).toBe(text);
    }
  });

  test('is read from a stream as from a file: packed, or in UTF-16', async () => {
    const text = 'TP53\r\nMDM2\n';
    const utf16 = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
    const split = (bytes: Buffer) => Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]);
    for (const bytes of [Buffer.from(text), gzipSync(text), utf16, gzipSync(utf16)]) {
      await writeFile(file, bytes);
      expect(await readStreamText(split(bytes), 'input')).toBe(text);
      expect(await readWholeText(file)).toBe(text);
    }
    expect(await readStreamText(Readable.from([]), 'input')).toBe('');
    await expect(readStreamText(split(gzipSync(text).subarray(0, 15)), 'input')).rejects.toThrow(
      /^input: the gzip data is damaged or cut short/,
    );
  });

  test('whose line has no end is refused before it fills the memory', async () => {
    const before = Buffer.from('SET\tabout\tTP53\n');
    const long = Buffer.alloc(40 * 2 ** 20, 'x');
    for (const packed of [false, true]) {
      const content = Buffer.concat([before, long]);
      await writeFile(file, packed ? gzipSync(content, {level: 1}) : content);
      const {bytes, message} = await readAll();
      expect(message).toContain(
        `${file}: found a line of more than 16 MiB from byte 15 on, expected lines of text`,
      );
      expect(bytes).toBeLessThan(18 * 2 ** 20);
    }
  });

  test('may have lines as long as any gene set', async () => {
    await writeFile(file, Buffer.concat([Buffer.alloc(15 * 2 ** 20, 'x'), Buffer.from('\n')]));
    expect(await readAll()).toEqual({bytes: 15 * 2 ** 20 + 1});
  });
});

describe('what is no regular file', () => {
  test('a pipe is read, packed or not, however its bytes come', async () => {
    const random = createRandom(5);
    const pipe = join(folder, 'pipe.gmt');
    execFileSync('mkfifo', [pipe]);
    for (const text of ['', 'x', 'TP53\n', 'MDM2\tATM\n'.repeat(20_000)]) {
      for (const packed of [false, true]) {
        const bytes = packed ? gzipSync(text) : Buffer.from(text);
        const read = readWholeText(pipe);
        const writer = await open(pipe, 'w');
        for (let at = 0; at < bytes.length; ) {
          const wanted = at === 0 ? 1 : 1 + random.int(40_000);
          const length = Math.min(wanted, bytes.length - at);
          const {bytesWritten} = await writer.write(bytes, at, length);
          at += bytesWritten;
        }
        await writer.close();
        expect(await read).toBe(text);
      }
    }
  });

  test('a folder is refused in a sentence', async () => {
    await expect(readWholeText(folder)).rejects.toThrow(
      /cannot be read \(.*EISDIR.*\); expected a readable text/,
    );
  });
});
