// A temporary folder for the files of one test suite, removed afterwards.
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll} from '@jest/globals';

/** Returns a function that gives the path of a file in a folder which lives as long as the suite. */
export function scratchFolder(): (name: string) => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-test-'));
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));
  return name => join(folder, name);
}
