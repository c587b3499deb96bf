import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, expect, test} from '@jest/globals';
import {readMtx} from '../../../shared/formats/cell-sources/mtx-reader.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'geneglot-mtx-'));
afterAll(() => rmSync(folder, {recursive: true}));

type Entry = [row: number, column: number, value: number];

async function readAll(path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const pieces = readMtx(path, (...entry) => entries.push(entry));
  for await (const _ of pieces);
  return entries;
}

/** An entry as one of the programs that write such files does. */
const WRITINGS: ((entry: Entry) => string)[] = [
  ([row, column, value]) => `${row} ${column} ${value}\n`,
  ([row, column, value]) => `${row}\t${column}\t${value}\n`,
  ([row, column, value]) => `${row} ${column} ${value}\r\n`,
  ([row, column, value]) => `  ${row}  ${column} ${value.toFixed(3)} \n`,
  ([row, column, value]) => `\n${row} ${column} ${value.toExponential()}\n`,
];

test.each([1, 2, 3])('reads entries however they are written, over pieces, seed %d', async seed => {
  const random = createRandom(seed);
  const entries = Array.from(
    {length: 100_000},
    (): Entry => [
      1 + random.int(60_000),
      1 + random.int(1e6),
      random.int(2) ? random.int(9) : random.int(9e6),
    ],
  );
  // Mostly one writing, as in a file; now and then another.
  const lines = entries.map(entry => WRITINGS[random.int(50) ? 0 : random.int(5)](entry)).join('');
  const head = `%%MatrixMarket matrix coordinate real general\n%\n60000 1000000 ${entries.length}\n`;
  const path = join(folder, `${seed}.mtx`);
  writeFileSync(path, seed === 3 ? gzipSync(head + lines) : (head + lines).trimEnd());
  const expected = entries.map(([row, column, value]) => [row - 1, column - 1, value]);
  expect(await readAll(path)).toEqual(expected);
});

test.each([
  ['3 1 1', '3 1 1'],
  ['1 0 1', '1 0 1'],
  ['1 1 ', '1 1 '],
  ['1 1 x', '1 1 x'],
  ['1 1 2 3', '1 1 2 3'],
  ['-1 1 2', '-1 1 2'],
])('names the line of a wrong entry, %j', async (line, shown) => {
  const path = join(folder, 'wrong.mtx');
  const lines = ['%%MatrixMarket matrix coordinate real general', '2 2 3', '1 1 1', '2 2 7', line];
  writeFileSync(path, `${lines.join('\n')}\n`);
  await expect(readAll(path)).rejects.toThrow(
    `${path}:5: found ${JSON.stringify(shown)}, expected a row of 1..2, a column of 1..2 and a number`,
  );
});
