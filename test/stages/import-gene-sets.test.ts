import {writeFile} from 'node:fs/promises';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from '@jest/globals';
import importGeneSets from '../../stages/import-gene-sets.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {words} from '../genes/sets.ts';
import {runStage} from './run-stage.ts';

const file = scratchFolder();

async function importFiles(files: Record<string, string | Buffer>) {
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    await writeFile(file(name), content);
    paths.push(file(name));
  }
  return runStage(importGeneSets, {inputs: {gmt: paths}});
}

describe('import-gene-sets', () => {
  test('reads plain and gzip-compressed files into one table, the library named after the file', async () => {
    const run = await importFiles({
      'GO.BP.gmt': 'one\tGO:1\tTP53\tBAX\r\n\r\ntwo\t\tMDM2\tTP53\t\t\n',
      'wiki.gmt.gz': gzipSync('three\tna\tBAX,1.0\tBAX\n'),
      'not-named-gz.gmt': gzipSync('four\tna\tABC\n'),
    });
    const table = await run.read('geneSets');
    expect(words(table)).toEqual({one: 'TP53 BAX', two: 'MDM2 TP53', three: 'BAX', four: 'ABC'});
    expect(table.libraries).toEqual(['GO.BP', 'GO.BP', 'wiki', 'not-named-gz']);
    expect(table.descriptions).toEqual(['GO:1', '', 'na', 'na']);
    expect(Array.from(table.setIds)).toEqual([0, 1, 2, 3]);
  });

  test('counts what it tolerated, in the summary and in the log', async () => {
    const run = await importFiles({
      'a.gmt': '\uFEFFone\t\tA,1\tB\tB\nsame\t\tA\nsame\t\tB\n\n\t\tC\t\n',
      'b.gmt': 'same\t\tA\r\n',
    });
    const {counts, notes} = await run.read('summary');
    expect(counts).toEqual({files: 2, sets: 5, memberships: 6, rawSymbols: 3});
    expect(
      Object.fromEntries(
        notes.map((note: {message: string; count: number}) => [note.message, note.count]),
      ),
    ).toEqual({
      'blank lines skipped': 1,
      'lines with a Windows line ending': 1,
      'sets without a name, named after their line': 1,
      'empty gene fields skipped': 1,
      'weights cut off (GENE,weight)': 1,
      'genes listed twice in a set, kept once': 1,
      'sets named like an earlier one of their library, all kept': 1,
    });
    expect(words(await run.read('geneSets'))).toMatchObject({one: 'A B'});
    expect(run.infos[0]).toMatch(/^a: 4 sets \(1 blank lines skipped/);
  });

  test.each([
    ['web.gmt', '<html>\n', /web\.gmt:1: found a web page/],
    ['csv.gmt', 'a,b,c\n', /csv\.gmt:1: found values separated by commas/],
    ['plain.gmt', 'TP53 BAX\n', /plain\.gmt:1: found no tab/],
    ['short.gmt', 'ok\t\tA\nshort\tna\n', /short\.gmt:2: set 'short' has no genes/],
    ['empty.gmt', '', /empty\.gmt: found no gene set/],
    [
      'binary.gmt',
      Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 9, 0xff, 9, 1]),
      /binary\.gmt:1: found binary data/,
    ],
    [
      'cut.gmt.gz',
      gzipSync('one\t\tA\n'.repeat(1000)).subarray(0, 40),
      /cut\.gmt\.gz: the gzip data is damaged or cut short/,
    ],
  ])('refuses %s and says where and why', async (name, content, message) => {
    await expect(importFiles({[name]: content})).rejects.toThrow(message);
  });

  test('refuses two files of one library and a file that is not there', async () => {
    await expect(
      importFiles({'x.gmt': 'one\t\tA\n', 'x.gmt.gz': gzipSync('one\t\tA\n')}),
    ).rejects.toThrow(
      /x\.gmt\.gz: library 'x' is already read from .*x\.gmt; expected one file a library/,
    );
    await expect(runStage(importGeneSets, {inputs: {gmt: [file('missing.gmt')]}})).rejects.toThrow(
      /missing\.gmt: cannot be opened \(ENOENT\)/,
    );
  });
});
