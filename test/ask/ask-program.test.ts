// Questions in a folder that has nothing: the model file that geneglot brings answers, and no named file is passed over.
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {COMMAND, execute, type Output} from '../pipeline/project.ts';

describe('in an empty folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-empty-'));
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));

  const ask = (...args: string[]): Promise<Output> => execute([COMMAND, ...args], folder);

  test('a set is completed from the model file of geneglot', async () => {
    const {code, text} = await ask('complete', 'TP53', 'MDM2', '--top', '1');
    expect(text).toMatch(/model file .*human-gene-sets\.geneglot/);
    expect(code).toBe(0);
  }, 60_000);

  for (const command of ['complete', 'enrich']) {
    test(`${command} refuses a pipeline file that was named and is not there`, async () => {
      const {code, text} = await ask(command, 'TP53', 'MDM2', '--pipeline', 'none.yaml');
      expect(text).toContain('none.yaml: found no such file, expected a pipeline.');
      expect(code).toBe(1);
    }, 60_000);
  }

  test('a model that was named is asked for in vain', async () => {
    const {code, text} = await ask('complete', 'TP53', '--model', 'train-gpt');
    expect(text).toContain('pipeline.yaml: found no such file');
    expect(code).toBe(1);
  }, 60_000);
});
