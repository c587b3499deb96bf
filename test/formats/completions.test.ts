import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {
  completions,
  scoredCompletions,
  shownCompletions,
} from '../../shared/formats/completions.ts';

const ROW = {
  ...{method: 'm', kind: 'gpt', role: 'language model', protocol: 'tcc', seed: 1},
  ...{setId: 3, library: 'toy', name: 'a set', promptGenes: [1], heldOutGenes: [2, 4]},
  ...{outsideGenes: ['ABC'], generatedGenes: [2, 5], generatedProbabilities: [0.5, 0.1]},
  ...{generatedChances: [0.7, 0.2], heldOutRanks: [1, 9]},
};
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-completions-'));
  path = join(folder, 'completions.parquet');
  await completions.write(path, [ROW]);
});

afterAll(() => rm(folder, {recursive: true}));

test('what is shown and what is scored are columns of the same file', async () => {
  expect(await completions.read(path)).toEqual([ROW]);
  const {generatedProbabilities, kind, role, heldOutRanks, ...shown} = ROW;
  expect(await shownCompletions.read(path)).toEqual([shown]);
  const {generatedChances, ...rest} = shown;
  expect(await scoredCompletions.read(path)).toEqual([{...rest, kind, role, heldOutRanks}]);
  for (const {name, version} of [shownCompletions, scoredCompletions]) {
    expect([name, version]).toEqual([completions.name, completions.version]);
  }
});

test('chances that are not beside the named genes are refused by whoever reads them', async () => {
  const odd = join(folder, 'odd.parquet');
  await completions.write(odd, [{...ROW, generatedChances: [0.7]}]);
  await expect(completions.read(odd)).rejects.toThrow("column 'generatedChances'");
  await expect(shownCompletions.read(odd)).rejects.toThrow("column 'generatedChances'");
  expect(await scoredCompletions.read(odd)).toHaveLength(1);
});
