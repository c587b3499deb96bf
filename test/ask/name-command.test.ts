// `geneglot name` as a user runs it, on a small GPT trained by a pipeline of the test's own.
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createRandom} from '../../shared/stats/random.ts';
import {runGeneglot} from './run-geneglot.ts';

const GROUPS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];

/** Sets of 6 to 9 genes, each from one of five groups of twelve and called after it: "assembly of alpha 17". */
function toyGmt(): string {
  const random = createRandom(1);
  const lines = Array.from({length: 200}, (_, i) => {
    const group = Int32Array.from({length: 12}, (_, j) => (i % 5) * 12 + j);
    const genes = random.shuffle(group).subarray(0, 6 + random.int(4));
    return [`assembly of ${GROUPS[i % 5]} ${i}`, '', ...Array.from(genes, g => `GENE${g}`)].join(
      '\t',
    );
  });
  return `${lines.join('\n')}\n`;
}

function symbolTable(): string {
  const rows = Array.from({length: 60}, (_, i) => `GENE${i}\tprotein-coding gene\tOLD${i}\t\t\t`);
  const header = 'symbol\tlocus_group\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id';
  return [header, ...rows].join('\n');
}

const PIPELINE = `
name: small
stages:
  import-gene-sets: { inputs: { gmt: sets/*.gmt } }
  harmonize-symbols:
    inputs: { geneSets: import-gene-sets.geneSets, symbolTable: genes.tsv }
  split:
    inputs: { geneSets: harmonize-symbols.geneSets }
    params: { unit: set, heldOutShare: 0.2, testSets: 20 }
  tokenize:
    inputs:
      training: split.training
      validation: split.validation
      test: split.test
      genes: harmonize-symbols.genes
  writer:
    uses: stages/train-gpt
    inputs: { vocabulary: tokenize.vocabulary, training: tokenize.training, validation: tokenize.validation }
    params: { nLayer: 1, nHead: 2, nEmbd: 16, blockSize: 32, maxSteps: 300, warmupSteps: 5, evaluateEvery: 100, learningRate: 0.01 }
  look-up:
    uses: stages/train-nearest-sets
    inputs: { vocabulary: tokenize.vocabulary, training: tokenize.training, validation: tokenize.validation }
`;

describe('geneglot name', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-name-'));
    await mkdir(join(folder, 'sets'));
    await writeFile(join(folder, 'sets/toy.gmt'), toyGmt());
    await writeFile(join(folder, 'genes.tsv'), symbolTable());
    await writeFile(join(folder, 'pipeline.yaml'), PIPELINE);
    const lookUp = await geneglot('run', 'look-up');
    expect([lookUp.code, lookUp.errors]).toEqual([0, '']);
    const early = await geneglot('name', 'GENE1', 'GENE2');
    expect(early.errors).toMatch(
      /^found no trained GPT that writes names in .*artifacts, expected one of stage writer\n {4}Train it first: geneglot run writer\./,
    );
    expect(early.code).toBe(1);
    const {code, errors} = await geneglot('run', 'writer');
    expect([code, errors]).toEqual([0, '']);
  }, 120_000);
  afterAll(() => rm(folder, {recursive: true, force: true}));

  function where() {
    return ['--pipeline', join(folder, 'pipeline.yaml')];
  }

  function geneglot(...args: string[]) {
    return runGeneglot(...args, ...where(), '--artifacts', join(folder, 'artifacts'));
  }

  test('a GPT that was trained to read names alone writes none', async () => {
    const reading = join(folder, 'reading');
    const readsOnly = ['--set', 'writer.nameRows=0', '--artifacts', reading];
    const {code, errors} = await runGeneglot('run', 'writer', ...where(), ...readsOnly);
    expect([code, errors]).toEqual([0, '']);
    const ask = (...args: string[]) => runGeneglot(...args, ...where(), '--artifacts', reading);
    const named = await ask('name', 'GENE1', 'GENE2');
    expect(named.errors).toMatch(
      /^found no trained GPT that writes names in .*, expected one of stage writer\n.* and writer\.nameRows above 0\.\n$/,
    );
    const chosen = await ask('name', 'GENE1', 'GENE2', '--model', 'writer');
    expect(chosen.code).toBe(1);
    const about = await ask('complete', '--about', 'assembly', '--top', '1');
    expect([about.code, about.errors]).toEqual([0, '']);
  }, 120_000);

  test('a GPT that was trained to write names alone reads none', async () => {
    const writing = ['--artifacts', join(folder, 'writing')];
    const {code, errors} = await runGeneglot(
      ...['run', 'writer', ...where(), ...writing, '--set', 'writer.namedShare=0'],
    );
    expect([code, errors]).toEqual([0, '']);
    const about = await runGeneglot('complete', '--about', 'assembly', ...where(), ...writing);
    expect(about.output).toMatch(/^names of sets of stage writer /);
    const named = await runGeneglot('name', 'GENE1', 'GENE2', '--top', '1', ...where(), ...writing);
    expect([named.code, named.errors]).toEqual([0, '']);
  }, 120_000);

  test('names a list by the model, and by the known sets that are like it', async () => {
    const {code, output, errors} = await geneglot('name', 'OLD13', 'GENE14', 'GENE15', 'GENE16');
    expect([code, errors]).toEqual([0, '']);
    const lines = output.split('\n');
    expect(lines[0]).toMatch(/^GPT of stage writer \([0-9a-f]{8}\), trained on 160 sets$/);
    expect(lines.slice(2, 4)).toEqual([
      'given: GENE13 GENE14 GENE15 GENE16',
      '  OLD13 is GENE13 (alias)',
    ]);
    expect(output).toMatch(
      /rank {2}written by the model +probability\n {3}1 {2}assembly of beta +/,
    );
    expect(output).toMatch(
      /rank {2}nearest known set +likeness +genes\n {3}1 {2}assembly of beta \d+ \(toy\) +0\.\d\d {2}\d of \d\n/,
    );
    expect(output).toMatch(
      /rank {2}most enriched known set +q +genes\n {3}1 {2}assembly of beta \d+ \(toy\) +\S+ {2}\d of \d\n/,
    );
  }, 60_000);

  test('answers in full as JSON', async () => {
    const asked = ['GENE1', 'GENE2', 'GENE3', 'NOBODY', '--top', '2', '--json'];
    const {output, errors} = await geneglot('name', ...asked);
    expect(errors).toBe('');
    const {model, sets} = JSON.parse(output);
    expect(model).toMatchObject({stage: 'writer', trainingSets: 160});
    const [{given, leftOut, names, nearest, enriched}] = sets;
    expect(given).toHaveLength(3);
    expect(leftOut).toEqual([{given: 'NOBODY', reason: 'unknown', candidates: []}]);
    expect(names).toHaveLength(2);
    expect(names[0].name).toBe('assembly of alpha');
    expect(names[0].probability).toBeGreaterThan(0);
    expect(nearest[0].likeness).toBeCloseTo(nearest[0].shared / Math.sqrt(3 * nearest[0].size), 9);
    expect(enriched[0].name).toMatch(/^assembly of alpha \d+$/);
    expect(enriched[0].qValue).toBeGreaterThanOrEqual(enriched[0].pValue);
  }, 60_000);

  test('says how many genes of a long list the model reads', async () => {
    const genes = (count: number) => Array.from({length: count}, (_, i) => `GENE${i}`);
    const note = /\n\nthe model reads 32 of these 33 genes\n\nrank {2}written by the model/;
    expect((await geneglot('name', ...genes(33))).output).toMatch(note);
    expect((await geneglot('name', ...genes(32))).output).not.toContain('the model reads');
  }, 60_000);

  test('reads files, and says which of their lists are too short', async () => {
    const gmt = join(folder, 'own.gmt');
    await writeFile(gmt, 'mine\t\tGENE25\tGENE26\tGENE27\nshort\t\tGENE1\n');
    const {output} = await geneglot('name', '--file', gmt, '--top', '1');
    expect(output).toMatch(/mine: GENE25 GENE26 GENE27\n\nrank .*\n {3}1 {2}assembly of gamma/);
    expect(output).toMatch(/short: GENE1\n\nno name: the model needs two known genes\n/);
  }, 60_000);

  test.each([
    [['NOBODY', 'NONE'], /^found none of the 2 genes in the model's vocabulary/],
    [['GENE1'], /^found one gene that the model knows, GENE1, expected two at least in a list\n/],
    [
      ['GENE1', 'GENE2', '--top', '101'],
      /^--top: found 101, expected a whole number from 1 to 100\n$/,
    ],
    [[], /^found no gene, expected at least one\n {4}For example: geneglot name TP53/],
    [
      ['GENE1', 'GENE2', '--model', 'look-up'],
      /^--model: the model of look-up writes no names, expected a GPT that was trained to\n/,
    ],
  ])(
    '%j is refused',
    async (asked, message) => {
      const {code, errors} = await geneglot('name', ...asked);
      expect(code).toBe(1);
      expect(errors).toMatch(message);
    },
    60_000,
  );
});
