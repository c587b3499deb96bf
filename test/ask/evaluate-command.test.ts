// `geneglot evaluate` as a user runs it, where it refuses to begin.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {runGeneglot} from './run-geneglot.ts';

let folder = '';
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-evaluate-'));
  await writeFile(file('own.gmt'), 'a\t\tTP53\tMDM2\n');
  await writeFile(file('own.tsv'), 'prompt\tgene\n');
});
afterAll(() => rm(folder, {recursive: true, force: true}));

const evaluate = (...more: string[]) =>
  runGeneglot('evaluate', '--test', file('own.gmt'), '--artifacts', file('artifacts'), ...more);

test('rankings need a name that no model has', async () => {
  const {code, errors} = await evaluate('--rankings', `train-gpt=${file('own.tsv')}`);
  expect(errors).toBe(
    '--rankings: found the name train-gpt, which a model of the pipeline has; expected a name of its own\n    Write another name before own.tsv.\n',
  );
  expect(code).toBe(1);
  // Under a name of its own, what is lacking is a run.
  const other = await evaluate('--rankings', `other=${file('own.tsv')}`);
  expect(other.errors).toContain('found no finished run of');
}, 60_000);

test('a file where the outcome should go is refused first', async () => {
  const {code, errors} = await evaluate('--out', file('own.tsv'));
  expect([code, errors]).toEqual([1, expect.stringMatching(/^--out: found the file /)]);
}, 60_000);
