import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {JobFolder} from '../../../shared/pipeline/slurm/job-folder.ts';
import {readLogTail} from '../../../shared/pipeline/slurm/log-tail.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-log-'));
  await mkdir(join(folder, 'job'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

function tailOf(text: string): Promise<string[]> {
  const job = new JobFolder(folder);
  return writeFile(job.log, text).then(() => readLogTail(job));
}

test('gives what the last start printed', async () => {
  expect(await tailOf('--- started 1\nold\n--- started 2\n\none\ntwo\n')).toEqual(['one', 'two']);
  expect(await tailOf('')).toEqual([]);
});

test('gives the end of a log of any length, in short lines', async () => {
  const long = 'x'.repeat(3_000_000);
  expect(await tailOf(`--- started 1\n${long}\nlast\n`)).toEqual([`${'x'.repeat(1000)}…`, 'last']);
});
