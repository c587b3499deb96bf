// Where a page goes: to the place that was named, whatever is there already.
import {execFileSync} from 'node:child_process';
import {lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {expect, test} from '@jest/globals';
import {writePage} from '../../shared/ask/write-page.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';

const scratch = scratchFolder();

test('names of any kind, in folders that are not there yet', async () => {
  for (const name of ['a b.html', '"<b>.html', '\n.html', '-.html', 'é😀.html', 'sub/é/"x.html']) {
    await writePage(scratch(name), name, '--out');
    expect(readFileSync(scratch(name), 'utf8')).toBe(name);
  }
});

test('a link stays, and what it leads to is written', async () => {
  writeFileSync(scratch('target.html'), 'old');
  symlinkSync('target.html', scratch('link.html'));
  await writePage(scratch('link.html'), 'new', '--out');
  expect(readFileSync(scratch('target.html'), 'utf8')).toBe('new');
  expect(lstatSync(scratch('link.html')).isSymbolicLink()).toBe(true);
});

test('a pipe is written into, and stays a pipe', async () => {
  const pipe = scratch('pipe');
  execFileSync('mkfifo', [pipe]);
  const page = 'x'.repeat(1000);
  // The reader comes first: a pipe opens when both ends are there.
  execFileSync('sh', ['-c', 'cat "$0" > "$0.read" & ', pipe], {stdio: 'ignore'});
  await writePage(pipe, page, '--out');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
});

test('a folder, and a place that takes nothing, are refused and nothing is left there', async () => {
  mkdirSync(scratch('folder.html'));
  const folder = scratch('folder.html');
  const refusal = /^--page: .* cannot be written \(\w+\), expected a file in a folder/;
  await expect(writePage(folder, 'x', '--page')).rejects.toThrow(refusal);
  await expect(writePage('/proc/none/x.html', 'x', '--page')).rejects.toThrow(refusal);
  const beside = readdirSync(dirname(folder)).filter(name => name.startsWith(basename(folder)));
  expect(beside).toEqual(['folder.html']);
});
