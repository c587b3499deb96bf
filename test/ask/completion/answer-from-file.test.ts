// `geneglot complete --bundle` as a user runs it, on a small model file.
import {readFileSync, writeFileSync} from 'node:fs';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {open} from '../../../run/geneglot.mjs';
import {encodeModelFile} from '../../../shared/formats/model-file.ts';
import {packStack} from '../../../shared/models/model-file/pack-stack.ts';
import {scratchFolder} from '../../formats/scratch-folder.ts';
import {toyStack} from '../../models/model-file/toy-stack.ts';
import {runGeneglot} from '../run-geneglot.ts';

const scratch = scratchFolder();

const complete = (...args: string[]) => runGeneglot('complete', ...args);

describe('geneglot complete --bundle', () => {
  let file = '';
  beforeAll(async () => {
    file = scratch('toy.geneglot');
    const {model, parts} = packStack(await toyStack());
    writeFileSync(file, encodeModelFile({about: {title: 'toy genes', model}, parts}));
  });

  test('answers as the run file does, and says which file it asked', async () => {
    const {code, output} = await complete(
      'GENE1',
      'OLD2',
      'nonsense',
      '--bundle',
      file,
      '--json',
      '--top',
      '5',
    );
    expect(code).toBe(0);
    const {model, sets} = JSON.parse(output);
    expect(model).toMatchObject({file, kind: 'toy genes', trainingSets: 60});
    const {suggested, leftOut} = (await open(file)).complete(['GENE1', 'OLD2', 'nonsense'], {
      top: 5,
    });
    expect(sets[0].leftOut).toEqual(leftOut);
    const expected = suggested.map(({value, ...gene}) => ({...gene, probability: value}));
    expect(sets[0].genes).toEqual(JSON.parse(JSON.stringify(expected)));
    const table = await complete('GENE1', '--bundle', file);
    expect(table.output).toMatch(/^toy genes, model file .*toy\.geneglot, trained on 60 sets\n/);
  });

  test('reads words by the names of its sets, beside genes and alone', async () => {
    const {sets} = await open(file);
    const [library, name] = sets.titles[7].split('\t');
    const members = [...sets.tokens.subarray(sets.offsets[7], sets.offsets[8])];
    const ask = async (...args: string[]) => {
      const {code, errors, output} = await complete(...args, '--bundle', file, '--json');
      expect([code, errors]).toEqual([0, '']);
      return JSON.parse(output);
    };
    const alone = await ask('--about', name, '--top', '3');
    expect(alone.about).toEqual({text: name, unknown: []});
    for (const {symbol, support, chance} of alone.sets[0].genes) {
      expect(members.map(token => `GENE${token}`)).toContain(symbol);
      expect(support).toEqual([{library, name, similarity: 1, shared: 0, size: members.length}]);
      expect(chance).toBeUndefined();
    }
    const given = [`GENE${members[0]}`, '--top', '60'];
    const [plain, about] = [await ask(...given), await ask(...given, '--about', `${name} unheard`)];
    expect(about.about.unknown).toEqual(['unheard']);
    const shareOf = ({sets: [{genes}]}: typeof plain) =>
      genes.reduce(
        (sum: number, {symbol, probability}: {symbol: string; probability: number}) =>
          sum + (members.includes(Number(symbol.slice(4))) ? probability : 0),
        0,
      );
    expect(shareOf(about)).toBeGreaterThan(shareOf(plain));
    expect(about.sets[0].genes[0].chance).toBeGreaterThan(0);
    const refused = await complete('--about', 'unheard', '--bundle', file);
    expect(refused.errors).toMatch(/^--about: found unheard, expected words that names/);
  });

  test('writes completed sets as GMT', async () => {
    const sets = scratch('sets.gmt');
    writeFileSync(sets, 'first\tx\tGENE1\tGENE2\nsecond\t\tGENE30\n');
    const {output} = await complete('--file', sets, '--bundle', file, '--gmt', '--top', '3');
    const lines = output
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'));
    expect(lines.map(([name, about]) => [name, about])).toEqual([
      ['first', 'completed by geneglot: 3 genes added'],
      ['second', 'completed by geneglot: 3 genes added'],
    ]);
    expect(lines[0].slice(2, 4)).toEqual(['GENE1', 'GENE2']);
    expect(lines.map(({length}) => length)).toEqual([7, 6]);
  });

  test('keeps the names of sets in GMT, also those that a spreadsheet would take for a formula', async () => {
    const sets = scratch('odd.gmt');
    writeFileSync(sets, '-log10 set\tx\tGENE1\tGENE2\n=sum\t\tGENE30\n');
    const asked = ['--file', sets, '--bundle', file, '--top', '1'];
    const {output} = await complete(...asked, '--gmt');
    const heads = output.split('\n').map(line => line.split('\t').slice(0, 2));
    expect(heads.slice(0, 2)).toEqual([
      ['-log10 set', 'completed by geneglot: 1 gene added'],
      ['=sum', 'completed by geneglot: 1 gene added'],
    ]);
    expect((await complete(...asked, '--tsv')).output).toMatch(/\n'-log10 set\t/);
  });

  test.each([
    [
      ['--bundle', 'nowhere.geneglot', 'GENE1'],
      'nowhere.geneglot: found no such file, expected a model file',
    ],
    [
      ['--bundle', 'README.md', 'GENE1'],
      'README.md: found no model file, expected it to begin with GENEGLOT',
    ],
    [
      ['--bundle', 'x', '--model', 'y', 'GENE1'],
      '--bundle --model: found both, expected one of them',
    ],
    [['--gmt', '--tsv', 'GENE1'], '--tsv --gmt: found 2, expected one of them'],
  ])('refuses %j', async (args, message) => {
    const {code, errors} = await complete(...args);
    expect(code).not.toBe(0);
    expect(errors).toContain(message);
  });

  test('refuses a model of cells by its kind', async () => {
    const about = {title: 'toy cells', kind: 'cells'};
    writeFileSync(scratch('cells.geneglot'), encodeModelFile({about, parts: new Map()}));
    const {code, errors} = await complete('GENE1', '--bundle', scratch('cells.geneglot'));
    expect(code).toBe(1);
    expect(errors).toContain(
      'found a model of cells, expected one of gene sets. Give it to geneglot annotate.',
    );
  });

  test('refuses a file that is cut or altered, and lists of unknown names', async () => {
    const bytes = readFileSync(file);
    writeFileSync(scratch('cut.geneglot'), bytes.subarray(0, bytes.length / 2));
    const cut = await complete('GENE1', '--bundle', scratch('cut.geneglot'));
    expect(cut.errors).toContain('cut short or altered');
    const unknown = await complete('Trp53', '<b>', '--bundle', file);
    expect(unknown.errors).toContain("found none of the 2 genes in the model's vocabulary");
    expect([cut.code, unknown.code]).toEqual([1, 1]);
  });
});
