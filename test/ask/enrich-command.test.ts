// `geneglot enrich` as a user runs it, on a small model file.
import {execFile} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {type GeneModel, open} from '../../run/geneglot.mjs';
import {encodeModelFile} from '../../shared/formats/model-file.ts';
import {packStack} from '../../shared/models/model-file/pack-stack.ts';
import {hypergeometricTail} from '../../shared/stats/hypergeometric.ts';
import {scratchFolder} from '../formats/scratch-folder.ts';
import {toyStack} from '../models/model-file/toy-stack.ts';
import {runGeneglot} from './run-geneglot.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const scratch = scratchFolder();
const GENES = ['GENE1', 'GENE2', 'GENE3', 'GENE4'];

/** A stage that leaves a model file, as bundle-model does. */
const GIVE_MODEL = `
import {z} from '${ROOT}/node_modules/zod/index.js';
import {modelFile} from '${ROOT}/shared/formats/model-file.ts';
import {sourceFile, stage} from '${ROOT}/shared/pipeline/stage.ts';
export default stage(import.meta.url, {
  summary: 'Give a model file.',
  inputs: {file: sourceFile('a model file', ['.geneglot'])},
  outputs: {modelFile},
  params: z.strictObject({}),
  async run({inputs, outputs}) {
    await outputs.modelFile.write(await modelFile.read(inputs.file.path));
  },
});
`;

describe('geneglot enrich', () => {
  let bundle = '';
  let model: GeneModel;
  beforeAll(async () => {
    bundle = scratch('toy.geneglot');
    const packed = packStack(await toyStack());
    writeFileSync(
      bundle,
      encodeModelFile({about: {title: 'toy genes', model: packed.model}, parts: packed.parts}),
    );
    model = await open(bundle);
  });

  const enrich = (...args: string[]) => runGeneglot('enrich', '--bundle', bundle, ...args);

  async function askJson(...args: string[]) {
    const {code, output, errors} = await enrich(...args, '--json');
    expect([code, errors]).toEqual([0, '']);
    return JSON.parse(output);
  }

  function writeFile(name: string, content: string): string {
    writeFileSync(scratch(name), content);
    return scratch(name);
  }

  test('tests the sets of the model file: values, background, and what is folded', async () => {
    const {sets, background, lists} = await askJson(...GENES, '--all', '--top', '100');
    expect(sets).toBe(60);
    const {S, offsets, tokens} = model.sets;
    const genes = new Set(tokens);
    expect(background).toEqual({file: null, genes: genes.size});
    const [{tests, tested, drawn}] = lists;
    const given = new Set(GENES.map(symbol => model.tokenOf.get(symbol)!));
    const overlaps = Array.from({length: S}, (_, i) => {
      const members = tokens.subarray(offsets[i], offsets[i + 1]);
      return {overlap: members.filter(gene => given.has(gene)).length, setSize: members.length};
    }).filter(({overlap}) => overlap > 0);
    expect([tested, drawn, tests.length]).toEqual([overlaps.length, 4, overlaps.length]);
    const expected = overlaps.map(counts => {
      return hypergeometricTail({...counts, drawn: 4, backgroundSize: genes.size}).pValue;
    });
    const found = tests.map(({pValue}: {pValue: number}) => pValue);
    expect(found).toEqual(expected.sort((a, b) => a - b));
    expect(tests.every(({folded}: {folded: unknown[]}) => folded.length === 0)).toBe(true);
    const groups = (await askJson(...GENES, '--top', '100')).lists[0].tests;
    expect(groups.length).toBeLessThan(tests.length);
    const rows = groups.flatMap(({folded}: {folded: unknown[]}) => [1, ...folded]);
    expect(rows).toHaveLength(tests.length);
  });

  test('adds as many genes as were given, which lead to sets without p-values', async () => {
    const [{completion}] = (await askJson(...GENES)).lists;
    const {suggested} = model.complete(GENES, {top: 4});
    expect(completion.added).toEqual(suggested.map(({symbol}) => symbol));
    expect(Object.keys(completion.sets[0])).not.toContain('pValue');
  });

  test('own sets, own background, and names of all kinds', async () => {
    const gmt = writeFile(
      'own.gmt',
      'mine\t\tOLD1\tgene2\tGENE3\tNA\tGENE4\t1005\nother\t\tGENE20\tGENE21\tGENE22\tNOGENE\n',
    );
    const background = writeFile(
      'background.txt',
      `# measured\n${Array.from({length: 30}, (_, i) => `GENE${i + 1}`).join('\n')}`,
    );
    const {
      lists,
      libraries,
      background: counted,
      notes,
    } = await askJson(
      ...['GENE1', 'Alias-2', 'GENE3', 'GENE40', 'what?', '--background', background],
      ...['--gmt', gmt],
    );
    expect(libraries).toEqual(['own']);
    expect(counted).toEqual({file: background, genes: 30});
    expect(notes).toEqual([`${gmt}: 1 name is unknown or ambiguous and left out (NOGENE)`]);
    const [{tests, drawn, outside, leftOut}] = lists;
    expect([drawn, outside]).toEqual([3, ['GENE40']]);
    expect(leftOut.map(({given}: {given: string}) => given)).toEqual(['what?']);
    expect(tests).toHaveLength(1);
    const shared = ['GENE1', 'GENE2', 'GENE3'];
    expect(tests[0]).toMatchObject({library: 'own', name: 'mine', size: 4, shared, fold: 7.5});
    const {pValue} = hypergeometricTail({overlap: 3, setSize: 4, drawn: 3, backgroundSize: 30});
    expect(tests[0]).toMatchObject({pValue, qValue: pValue});
  });

  test('each set of a GMT file is a list; rows for programs', async () => {
    const file = writeFile('lists.gmt', 'one\t\tGENE1\tGENE2\ntwo\t\tGENE30\tGENE31\tGENE32\n');
    const {output, errors} = await enrich('--file', file, '--tsv', '--top', '3');
    const [header, ...rows] = output
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'));
    expect(header.slice(0, 6)).toEqual(['list', 'part', 'rank', 'group', 'library', 'set']);
    expect(new Set(rows.map(row => row[0]))).toEqual(new Set(['one', 'two']));
    const [p, q] = [header.indexOf('p'), header.indexOf('q')];
    for (const row of rows) {
      expect(row).toHaveLength(header.length);
      expect([row[p] === '', row[q] === '']).toEqual(Array(2).fill(row[1] === 'completed'));
    }
    expect(errors).toContain('background: ');
  });

  test('the table names what was read, the background and the folding', async () => {
    const {output} = await enrich('OLD1', 'GENE2', 'nonsense');
    expect(output).toMatch(/^60 sets of model file .*toy\.geneglot: /);
    expect(output).toContain('OLD1 is GENE1 (');
    expect(output).toContain('unknown: nonsense');
    expect(output).toContain('these q-values say little; see --gene');
    expect(output).toMatch(
      /2 of 2 genes in the background of \d+; \d+ sets hold one of them and are tested, \d+ have q/,
    );
    expect(output).toContain('so it has no p-value');
  });

  test('writes a page', async () => {
    const page = scratch('page.html');
    const {code, errors} = await enrich(...GENES, '--page', page);
    expect([code, errors]).toEqual([0, `page: ${page}\n`]);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*aria-label="Dot plot/);
  });

  test('functions of one gene: known sets hold it, predicted ones do not and carry a chance', async () => {
    const {gene, name, sets, known, predicted} = await askJson('--gene', 'OLD1', '--top', '100');
    expect([gene.symbol, name]).toEqual(['GENE1', 'gene number 1']);
    const holding = known.flatMap((set: {name: string; folded: {name: string}[]}) =>
      [set, ...set.folded].map(each => each.name),
    );
    expect(holding).toHaveLength(sets);
    expect(new Set(holding)).toEqual(new Set(setsHolding('GENE1')));
    expect(predicted.length).toBeGreaterThan(0);
    for (const set of predicted) {
      expect(holding).not.toContain(set.name);
      expect(set.chance).toBeGreaterThanOrEqual(0);
      expect(set.chance).toBeLessThanOrEqual(1);
      expect(set.missing).toBeGreaterThanOrEqual(1);
    }
    const chances = predicted.map(({chance}: {chance: number}) => chance);
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
    const [{name: best, missing, chance}] = predicted;
    const members = symbolsOf(best);
    const {suggested} = model.complete(members, {top: 10_000, missing});
    const own = suggested.find(({symbol}) => symbol === 'GENE1');
    expect(chance).toBeCloseTo(own?.chance ?? model.chance(0), 10);
    const table = await enrich('--gene', 'GENE1');
    expect(table.output).toMatch(/^GENE1, gene number 1: in \d+ sets/);
    const tsv = await enrich('--gene', 'GENE1', '--tsv');
    expect(tsv.output).toMatch(/^gene\tpart\tgroup\tlibrary\tset\tsize\tchance\tmissing\n/);
  });

  function symbolsOf(name: string): string[] {
    const {titles, tokens, offsets} = model.sets;
    const set = titles.findIndex(title => title.split('\t')[1] === name);
    const members = tokens.subarray(offsets[set], offsets[set + 1]);
    return Array.from(members, gene => model.symbols[gene]);
  }

  function setsHolding(symbol: string): string[] {
    const names = model.sets.titles.map(title => title.split('\t')[1]);
    return names.filter(name => symbolsOf(name).includes(symbol));
  }

  test.each([
    [[], 'found no gene, expected at least one\n    For example: geneglot enrich TP53'],
    [['Nothing1', '<b>'], 'found no known gene among 2 names'],
    [['Trp53', 'Cdkn1a', 'Mdm2'], '3 of 3 names are written as mouse genes (Trp53)'],
    [['--file', 'no-such-list.txt'], 'no-such-list.txt: cannot be opened'],
    [['GENE1', '--library', 'nowhere'], '--library: found nowhere, expected one of '],
    [['GENE1', '--json', '--tsv'], '--json --tsv: found both, expected one of them'],
    [['--gene', 'GENE1', '--page', 'x'], '--gene --page: found both'],
    [
      ['GENE1', '--gene', 'GENE1'],
      'found GENE1 and --gene GENE1, expected a list of genes or one gene',
    ],
    [['--gmt', 'own.gmt', 'GENE1'], '--gmt: found GENE1, expected files whose names end in .gmt'],
    [['GENE1', '--page', ''], '--page: found an empty text, expected a path'],
    [['--gene', ''], '--gene: found an empty text, expected a gene'],
    [['--gene', 'nobody'], '--gene: found unknown: nobody, expected one symbol'],
    [['--file', '-', '--background', '-'], '--file - --background -: found both'],
    [['GENE1', '--page', '/proc/none/page.html'], '/proc/none/page.html cannot be written'],
  ])('refuses %j with a sentence', async (args, message) => {
    const {code, errors, output} = await enrich(...args);
    expect(code).not.toBe(0);
    expect(errors).toContain(message);
    expect(errors).not.toMatch(/\bat .*\.ts:\d|Cannot read properties/);
    if (!args.includes('--page')) expect(output).toBe('');
  });

  test('refuses a GMT with a broken line, of another species, and a background beside the list', async () => {
    const broken = writeFile('broken.gmt', 'a\t\tGENE1\tGENE2\nb GENE3 GENE4\n');
    const lines = await enrich('GENE1', '--gmt', broken);
    expect(lines.errors).toMatch(/broken\.gmt:2: found no tab \(b GENE3 GENE4\); expected GMT/);
    const foreign = await enrich('GENE1', '--gmt', writeFile('fly.gmt', 'a\t\tdpp\twg\n'));
    expect(foreign.errors).toMatch(/fly\.gmt: found no gene among 2 names such as dpp, wg/);
    const twice = await enrich('GENE1', '--gmt', broken, broken);
    const again = writeFile('again.gmt', 'a\t\tGENE1\n');
    const same = await enrich('GENE1', '--gmt', again, again);
    expect(twice.errors).toContain('broken.gmt:2');
    expect(same.errors).toContain('found library again in');
    const beside = writeFile('beside.txt', 'GENE20\nGENE21\n');
    const outside = await enrich('GENE1', '--background', beside);
    expect(outside.errors).toContain('found none of the 1 given genes in the background');
    const strange = await enrich('GENE1', '--background', writeFile('strange.txt', 'dpp wg'));
    expect(strange.errors).toContain('strange.txt: found no gene among 2 names');
    expect([lines, foreign, twice, same, outside, strange].map(({code}) => code)).toEqual(
      Array(6).fill(1),
    );
  });

  test('mouse symbols that mean human genes are read, with a word on it', async () => {
    const {output} = await enrich('Gene1', 'Gene2', 'Gene3');
    expect(output).toContain('Gene1 is GENE1 (upper and lower case)');
    expect(output).toContain('3 of 3 names are written as mouse genes (Gene1)');
  });

  describe('without --bundle', () => {
    function inFolder(folder: string, ...args: string[]) {
      const command = [resolve(ROOT, 'bin/geneglot.mjs'), ...args];
      return new Promise<{output: string; errors: string}>(done => {
        execFile(process.execPath, command, {cwd: folder}, (_, output, errors) =>
          done({output, errors}),
        );
      });
    }

    test('it asks the model file of the last run', async () => {
      const project = scratch('project');
      mkdirSync(join(project, 'stages'), {recursive: true});
      copyFileSync(bundle, join(project, 'in.geneglot'));
      writeFileSync(join(project, 'package.json'), '{"type":"module"}');
      writeFileSync(join(project, 'stages/give-model.ts'), GIVE_MODEL);
      const stages = 'give-model: { inputs: { file: in.geneglot } }';
      writeFileSync(join(project, 'pipeline.yaml'), `name: toy\nstages:\n  ${stages}\n`);
      await inFolder(project, 'run', '--allow-outside');
      const asked = ['enrich', ...GENES, '--allow-outside'];
      const {output, errors} = await inFolder(project, ...asked);
      expect(errors).toBe('');
      expect(output).toMatch(
        /^60 sets of model file artifacts\/give-model\/\w+\/modelFile\.geneglot/,
      );
    }, 60_000);

    test('and without a run the one that geneglot brings', async () => {
      const own = resolve(ROOT, 'data/model/human-gene-sets.geneglot');
      const {output, errors} = await inFolder(scratch('.'), 'enrich', 'TP53', 'MDM2', '--json');
      if (existsSync(own)) expect(JSON.parse(output).lists[0].drawn).toBe(2);
      else expect(errors).toContain('found no model file, expected one of the last run');
    });
  });
});
