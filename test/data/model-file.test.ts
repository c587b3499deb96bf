// The model file in the repository says what the pipeline makes of the embedded data: names, training sets, scores.
import {execFile} from 'node:child_process';
import {statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {type GeneModel, open} from '../../run/geneglot.mjs';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {tokenShard} from '../../shared/formats/token-shard.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILE = join(ROOT, 'data/model/human-gene-sets.geneglot');
const scratch = scratchFolder();

describe('the embedded model file', () => {
  let model: GeneModel;
  const latest = (stage: string, file: string) => scratch(`artifacts/${stage}/latest/${file}`);
  beforeAll(async () => {
    model = await open(FILE);
    const args = [
      join(ROOT, 'bin/geneglot.mjs'),
      'run',
      'tokenize',
      '--artifacts',
      scratch('artifacts'),
    ];
    await new Promise((done, fail) =>
      execFile(process.execPath, args, {cwd: ROOT}, error => (error ? fail(error) : done(null))),
    );
  }, 180_000);

  test('has the vocabulary and the training sets of the pipeline', async () => {
    expect(model.symbols).toEqual(
      (await vocabulary.read(latest('tokenize', 'vocabulary.parquet'))).symbols,
    );
    const {setIds, offsets, tokens} = await tokenShard.read(latest('tokenize', 'training.arrow'));
    expect(model.sets.S).toBe(setIds.length);
    const sorted = Int32Array.from(tokens);
    for (let set = 0; set < setIds.length; set++)
      sorted.subarray(offsets[set], offsets[set + 1]).sort();
    expect(Buffer.compare(Buffer.from(model.sets.tokens.buffer), Buffer.from(sorted.buffer))).toBe(
      0,
    );
    const table = await geneSetTable.read(latest('split', 'training.parquet'));
    const titles = new Map(
      Array.from(table.setIds, (id, row) => [id, `${table.libraries[row]}\t${table.names[row]}`]),
    );
    expect(model.sets.titles).toEqual(Array.from(setIds, id => titles.get(id)));
  });

  test('is small, and states that it loses next to nothing', () => {
    expect(statSync(FILE).size).toBeLessThan(12e6);
    const {scores, sources = [], origin = []} = model.about;
    expect(scores?.sets).toBe(300);
    expect(Math.abs(scores?.recallAt50Difference ?? 1)).toBeLessThan(0.01);
    expect(sources.map(({licence}) => licence)).toContain('CC BY 4.0');
    expect(origin.map(({stage}) => stage)).toContain('stack-models');
  });

  test('completes a set of its own members', () => {
    const {suggested} = model.complete(['PSMA1', 'PSMA2', 'PSMB1', 'PSMC2', 'PSMD1'], {top: 10});
    expect(suggested.every(({symbol}) => symbol.startsWith('PSM'))).toBe(true);
  });
});
