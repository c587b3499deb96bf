// Folders are made as deep as asked, and where none can be the system's error comes back.
import {existsSync, statSync, writeFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {makeFolder} from '../../shared/pipeline/write-safely.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';

const scratch = scratchFolder();

test('makes a folder and those above it, and leaves one that is there', () => {
  makeFolder(scratch('a/b/c'));
  makeFolder(scratch('a/b/c'));
  expect(statSync(scratch('a/b/c')).isDirectory()).toBe(true);
});

test('throws where a file is in the way', () => {
  writeFileSync(scratch('file'), '');
  expect(() => makeFolder(scratch('file'))).toThrow('EEXIST');
  expect(() => makeFolder(scratch('file/inside'))).toThrow('ENOTDIR');
});

(existsSync('/proc/self') ? test : test.skip)('comes back where no folder can be made', () => {
  expect(() => makeFolder('/proc/geneglot/artifacts')).toThrow('ENOENT');
});
