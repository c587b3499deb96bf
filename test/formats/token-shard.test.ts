import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {tableFromIPC} from 'apache-arrow';
import {tokenShard} from '../../shared/formats/token-shard.ts';
import type {TokenShard} from '../../shared/genes/tokens/token-shard.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();
const narrow: TokenShard = {
  setIds: Int32Array.of(5, 2, 11),
  offsets: Int32Array.of(0, 2, 2, 5),
  tokens: Uint16Array.of(1, 65_535, 3, 2, 1),
  vocabSize: 65_536,
};

describe('token-shard', () => {
  test.each([
    ['16-bit tokens', narrow],
    ['32-bit tokens', {...narrow, tokens: Uint32Array.of(1, 70_000, 3, 2, 1), vocabSize: 70_001}],
    [
      'no sets',
      {
        setIds: new Int32Array(0),
        offsets: new Int32Array(1),
        tokens: new Uint16Array(0),
        vocabSize: 2,
      },
    ],
  ] as [string, TokenShard][])('reads back %s', async (_, shard) => {
    await tokenShard.write(file('shard.arrow'), shard);
    expect(await tokenShard.read(file('shard.arrow'))).toEqual(shard);
    expect((await tokenShard.summarize(file('shard.arrow'))).counts).toEqual({
      sets: shard.setIds.length,
      tokens: shard.tokens.length,
      vocabulary: shard.vocabSize,
    });
  });

  test('reads views of one buffer, without a copy', async () => {
    await tokenShard.write(file('views.arrow'), narrow);
    const {setIds, offsets, tokens} = await tokenShard.read(file('views.arrow'));
    expect(tokens.buffer).toBe(setIds.buffer);
    expect(offsets.buffer).toBe(setIds.buffer);
  });

  test('is plain Arrow for another reader', async () => {
    await tokenShard.write(file('plain.arrow'), narrow);
    const table = tableFromIPC(await readFile(file('plain.arrow')));
    expect(table.schema.metadata.get('vocabulary_size')).toBe('65536');
    expect(table.toArray().map(row => ({id: row.set_id, tokens: [...row.tokens]}))).toEqual([
      {id: 5, tokens: [1, 65_535]},
      {id: 2, tokens: []},
      {id: 11, tokens: [3, 2, 1]},
    ]);
  });

  test('refuses offsets that do not fit and tokens outside the vocabulary', async () => {
    const cut = {...narrow, offsets: Int32Array.of(0, 2, 5)};
    await expect(tokenShard.write(file('x.arrow'), cut)).rejects.toThrow(
      /found 3 pointers, expected 4/,
    );
    const outside = {...narrow, vocabSize: 65_535};
    await expect(tokenShard.write(file('x.arrow'), outside)).rejects.toThrow(
      /found index 65535 at place 1, expected 1\.\.65534/,
    );
  });

  test('refuses a file whose footer claims lists without end', async () => {
    const path = join(import.meta.dirname, 'damaged/token-shard-hang.arrow');
    await expect(tokenShard.read(path)).rejects.toThrow(
      /token-shard-hang\.arrow: cannot be read as an Arrow IPC file: a field lies outside its table\./,
    );
  });

  test.each([
    [
      'offsets',
      (bytes: Buffer) => bytes.writeInt32LE(9, bytes.indexOf(Buffer.of(2, 0, 0, 0, 2))),
      'found 2 after 9',
    ],
    [
      'tokens',
      (bytes: Buffer) => bytes.writeUInt16LE(0, bytes.indexOf(Buffer.of(1, 0, 255, 255))),
      'found index 0 at place 0',
    ],
    [
      'vocabulary_size',
      (bytes: Buffer) => bytes.write('many ', bytes.lastIndexOf('65536')),
      'vocabulary_size: found NaN',
    ],
  ])('refuses a shard of which %s were changed', async (_, change, message) => {
    await tokenShard.write(file('changed.arrow'), narrow);
    const bytes = await readFile(file('changed.arrow'));
    change(bytes);
    await writeFile(file('changed.arrow'), bytes);
    await expect(tokenShard.read(file('changed.arrow'))).rejects.toThrow(message);
  });

  test('refuses a file that is no Arrow file or holds other columns', async () => {
    await writeFile(file('text.arrow'), 'tokens, tokens');
    await expect(tokenShard.read(file('text.arrow'))).rejects.toThrow(/expected an Arrow IPC file/);
    const {tableFromArrays, tableToIPC} = await import('apache-arrow');
    const other = tableFromArrays({set_id: Int32Array.of(1)});
    await writeFile(file('other.arrow'), tableToIPC(other, 'file'));
    await expect(tokenShard.read(file('other.arrow'))).rejects.toThrow(
      /found columns set_id Int32;/,
    );
  });
});
