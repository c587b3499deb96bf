// `geneglot complete` as a user runs it, on small models trained by a pipeline of the test's own.
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {tokenShard} from '../../shared/formats/token-shard.ts';
import {vocabulary} from '../../shared/formats/vocabulary.ts';
import {createRandom} from '../../shared/stats/random.ts';
import {runGeneglot, runGeneglotOn} from './run-geneglot.ts';

const GENES = 60;

/** Sets of 6 to 9 genes, each from one of five groups of twelve. */
function toyGmt(sets: number, seed: number): string {
  const random = createRandom(seed);
  const lines = Array.from({length: sets}, (_, i) => {
    const group = Int32Array.from({length: 12}, (_, j) => (i % 5) * 12 + j);
    const genes = random.shuffle(group).subarray(0, 6 + random.int(4));
    return [`set ${i} of ${seed}`, '', ...Array.from(genes, gene => `GENE${gene}`)].join('\t');
  });
  return `${lines.join('\n')}\n`;
}

function symbolTable(): string {
  const rows = Array.from(
    {length: GENES},
    (_, i) =>
      `GENE${i}\tthe gene of number ${i}\tprotein-coding gene\tOLD${i}|SHARED${i % 30}\t\t${1000 + i}\t`,
  );
  return [
    'symbol\tname\tlocus_group\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id',
    ...rows,
    'RARE\ta gene of no set\tother\t\t\t\t',
  ].join('\n');
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
  train:
    uses: stages/train-gpt
    inputs: { vocabulary: tokenize.vocabulary, training: tokenize.training, validation: tokenize.validation }
    params: { nLayer: 1, nHead: 2, nEmbd: 16, blockSize: 32, maxSteps: 60, warmupSteps: 5, evaluateEvery: 30 }
  look-up:
    uses: stages/train-nearest-sets
    inputs: { vocabulary: tokenize.vocabulary, training: tokenize.training, validation: tokenize.validation }
`;
const BLEND = `  blend:
    uses: stages/mix-models
    inputs:
      models: [look-up.model, train.model]
      vocabulary: tokenize.vocabulary
      training: tokenize.training
      validation: tokenize.validation
`;

interface Suggested {
  rank: number;
  symbol: string;
  name: string;
  probability: number;
  chance?: number;
  support: {library: string; name: string; similarity: number; shared: number; size: number}[];
}

describe('geneglot complete', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-complete-'));
    await mkdir(join(folder, 'sets'));
    await writeFile(join(folder, 'sets/first.gmt'), toyGmt(150, 1));
    await writeFile(join(folder, 'sets/second.gmt'), toyGmt(100, 2));
    await writeFile(join(folder, 'genes.tsv'), symbolTable());
    await writeFile(join(folder, 'pipeline.yaml'), PIPELINE);
    const early = await geneglot('complete', 'GENE1', '--model', 'train');
    expect(early.errors).toMatch(
      /^found no trained model in .*artifacts, expected one of stage train\n {4}Train it first: make all, or geneglot run train\.\n$/,
    );
    expect(early.code).toBe(1);
    const {code, errors, output} = await geneglot('run', 'train', 'look-up');
    expect([code, errors + (code ? output : '')]).toEqual([0, '']);
  }, 120_000);
  afterAll(() => rm(folder, {recursive: true, force: true}));

  function geneglot(...args: string[]) {
    return runGeneglot(
      ...args,
      ...(args.includes('--pipeline') ? [] : ['--pipeline', join(folder, 'pipeline.yaml')]),
      ...['--artifacts', join(folder, 'artifacts')],
    );
  }

  async function askJson(...args: string[]) {
    const {code, output, errors} = await geneglot('complete', ...args, '--json');
    expect([code, errors]).toEqual([0, '']);
    return JSON.parse(output);
  }

  test('names genes of the group that the given ones are of, with their names and support', async () => {
    const {model, sets} = await askJson(
      'GENE1',
      'OLD3',
      'gene5',
      '1007',
      '--top',
      '6',
      '--support',
      '2',
    );
    expect(model).toMatchObject({stage: 'train', kind: 'gpt', trainingSets: 200});
    const [{name, given, leftOut, genes}] = sets;
    expect([name, leftOut]).toEqual([null, []]);
    expect(given).toEqual([
      {given: 'GENE1', symbol: 'GENE1', how: 'approved'},
      {given: 'OLD3', symbol: 'GENE3', how: 'alias'},
      {given: 'gene5', symbol: 'GENE5', how: 'case'},
      {given: '1007', symbol: 'GENE7', how: 'entrez'},
    ]);
    expect(genes.map(({rank}: Suggested) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const gene of genes as Suggested[]) {
      const number = Number(gene.symbol.slice(4));
      expect(number).toBeLessThan(12);
      expect([1, 3, 5, 7]).not.toContain(number);
      expect(gene.name).toBe(`the gene of number ${number}`);
      expect(gene.probability).toBeGreaterThan(0);
      expect(gene.support).toHaveLength(2);
      expect(gene.support[0].library).toMatch(/^(first|second)$/);
      expect(gene.support[0].name).toMatch(/^set \d+ of [12]$/);
    }
  }, 60_000);

  test('gives the shares of votes of a lookup, as counting over all training sets does', async () => {
    const {model, sets} = await askJson('GENE1', 'GENE3', '--model', 'look-up', '--top', '100');
    expect(model).toMatchObject({stage: 'look-up', kind: 'nearest-sets'});
    const artifact = (path: string) => join(folder, 'artifacts/tokenize/latest', path);
    const {symbols} = await vocabulary.read(artifact('vocabulary.parquet'));
    const {tokens, offsets} = await tokenShard.read(artifact('training.arrow'));
    const votes = new Map<string, number>();
    for (let row = 0; row < offsets.length - 1; row++) {
      const set = Array.from(
        tokens.subarray(offsets[row], offsets[row + 1]),
        token => symbols[token],
      );
      const shared = set.filter(symbol => symbol === 'GENE1' || symbol === 'GENE3').length;
      for (const symbol of set) {
        votes.set(symbol, (votes.get(symbol) ?? 0) + shared ** 2 / (2 * set.length));
      }
    }
    votes.delete('GENE1');
    votes.delete('GENE3');
    const total = [...votes.values()].reduce((sum, vote) => sum + vote, 0);
    const genes: Suggested[] = sets[0].genes;
    expect(genes).toHaveLength(GENES - 2);
    for (const {symbol, probability} of genes) {
      expect(probability).toBeCloseTo((votes.get(symbol) ?? 0) / total, 9);
    }
    const values = genes.map(({probability}) => probability);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  }, 60_000);

  test('prints a table that tells what was read otherwise and what was left out', async () => {
    const {code, output, errors} = await geneglot(
      ...['complete', 'OLD1', 'GENE2', 'SHARED4', 'NOBODY', 'RARE', '--top', '3'],
    );
    expect([code, errors]).toEqual([0, '']);
    const lines = output.split('\n');
    expect(lines[0]).toMatch(/^gpt of stage train \([0-9a-f]{8}\), trained on 200 sets$/);
    expect(lines.slice(2, 6)).toEqual([
      'given: GENE1 GENE2',
      '  OLD1 is GENE1 (alias)',
      '  unknown: NOBODY',
      '  ambiguous: SHARED4 (GENE34 or GENE4)',
    ]);
    expect(lines[6]).toBe('  not in the vocabulary: RARE');
    expect(lines[7]).toMatch(/^rank {2}gene +probability {2}name +most like it in training$/);
    expect(lines[8]).toMatch(
      /^ {3}1 {2}GENE\d+ +0\.\d{4} {2}the gene of number \d+ +0\.\d\d {2}set \d+ of \d \((first|second), \d of \d+\)$/,
    );
    expect(lines).toHaveLength(12);
  }, 60_000);

  test('words say what a set is about, with genes and without', async () => {
    const words = ['--about', 'the gene of many numbers', '--top', '3'];
    const {code, output, errors} = await geneglot('complete', ...words);
    expect([code, errors]).toEqual([0, '']);
    const lines = output.split('\n');
    expect(lines.slice(1, 4)).toEqual([
      'about: the gene of many numbers; not known: many, numbers',
      '',
      'given: no gene',
    ]);
    expect(lines[5]).toMatch(/^ {3}1 {2}GENE\d+ +0\.\d{4} {2}the gene of number \d+/);
    const asked = async (...more: string[]) =>
      (await askJson('GENE1', '--top', '60', ...more)).sets[0].genes;
    const [plain, named] = [await asked(), await asked('--about', 'set of the gene')];
    expect(named).toHaveLength(GENES - 1);
    const total = named.reduce((sum: number, {probability}: Suggested) => sum + probability, 0);
    expect(total).toBeCloseTo(1, 5);
    expect(named).not.toEqual(plain);
    const broken = ['--about', 'the\n given: GENE9 \tgene of gene9 given', '--top', '1'];
    expect((await geneglot('complete', ...broken)).output.split('\n')[1]).toBe(
      'about: the given: GENE9 gene of gene9 given; not known: given, GENE9, gene9',
    );
    const {about} = await askJson('GENE1', ...words);
    // Beside genes names of sets read the words; alone a GPT does, too, which knows words of names of genes.
    const unknown = ['the', 'gene', 'many', 'numbers'];
    expect(about).toEqual({text: 'the gene of many numbers', unknown});
  }, 60_000);

  describe('a mixture', () => {
    let mixed: string[];
    beforeAll(async () => {
      mixed = ['--pipeline', join(folder, 'blend.yaml')];
      await writeFile(mixed[1], `${PIPELINE.trimEnd()}\n${BLEND}`);
      const {code, errors} = await geneglot('run', 'blend', ...mixed);
      expect([code, errors]).toEqual([0, '']);
    }, 120_000);
    const ask = async (...more: string[]) =>
      (await askJson('GENE1', 'GENE3', '--top', '10', ...mixed, ...more)).sets[0];
    const chancesOf = ({genes}: {genes: Suggested[]}) => genes.map(({chance}) => chance!);

    test('states the chances of its calibration, for as many missing genes as are given or told', async () => {
      const {calibration} = JSON.parse(
        await readFile(join(folder, 'artifacts/blend/latest/model/model.json'), 'utf8'),
      );
      const {expected, observed}: {expected: number[]; observed: number[]} = calibration;
      const rateOf = (hits: number) => {
        const above = expected.findIndex(value => value > hits);
        if (above < 0) return observed.at(-1)!;
        const share = (hits - expected[above - 1]) / (expected[above] - expected[above - 1]);
        return observed[above - 1] + share * (observed[above] - observed[above - 1]);
      };
      for (const [missing, more] of [
        [2, []],
        [6, ['--missing', '6']],
      ] as const) {
        const set = await ask(...more);
        expect(set.missing).toBe(missing);
        expect(set.genes).toHaveLength(10);
        for (const {probability, chance} of set.genes as Suggested[]) {
          expect(chance).toBeCloseTo(rateOf(probability * missing), 9);
        }
      }
      const [few, many] = [await ask(), await ask('--missing', '6')].map(chancesOf);
      expect(many[0]).toBeGreaterThan(few[0]);
    }, 60_000);

    test('answers for genes and words, which names of known sets read, with chances', async () => {
      const words = ['--about', 'set of the gene', ...mixed];
      const asked = (...more: string[]) => askJson('GENE1', '--top', '60', ...words, ...more);
      const {model, sets} = await asked();
      expect(model).toMatchObject({stage: 'blend', kind: 'mixture'});
      const {genes}: {genes: Suggested[]} = sets[0];
      expect(genes.reduce((sum, {probability}) => sum + probability, 0)).toBeCloseTo(1, 5);
      const [{chance}] = genes;
      expect(chance).toBeGreaterThan(0);
      const [{genes: more}] = (await asked('--missing', '3')).sets;
      expect(more[0].chance).toBeGreaterThan(chance!);
      expect(await asked('--model', 'blend')).toEqual({model, about: expect.anything(), sets});
      const others = [
        await asked('--model', 'train'),
        await askJson('GENE1', '--top', '60', ...mixed),
      ];
      for (const other of others) expect(other.sets[0].genes).not.toEqual(genes);
      const head = /^mixture of stage blend \([0-9a-f]{8}\), trained on /;
      expect((await geneglot('complete', 'GENE1', ...words)).output).toMatch(head);
      await writeFile(join(folder, 'empty.txt'), '# none\n');
      const alone = await askJson(...words);
      expect(alone.model).toMatchObject({stage: 'train', kind: 'names of sets and gpt'});
      const byNames = await askJson('--file', join(folder, 'empty.txt'), ...words);
      expect(byNames.model).toMatchObject({stage: 'blend', kind: 'names of sets'});
      expect(byNames.sets[0].genes[0].chance).toBeUndefined();
    }, 60_000);

    test('prints them as percent, and beside probabilities in rows for programs', async () => {
      const args = ['complete', 'GENE1', 'GENE3', '--top', '3', ...mixed];
      const lines = (await geneglot(...args)).output.split('\n');
      expect(lines[3]).toBe('  chance: of being one of 2 missing genes');
      expect(lines[4]).toMatch(/^rank {2}gene +chance {2}name/);
      expect(lines[5]).toMatch(/^ {3}1 {2}GENE\d+ +\d+ % {2}the gene/);
      const [header, row] = (await geneglot(...args, '--tsv')).output.split('\n');
      expect(header).toBe('set\trank\tgene\tprobability\tchance\tname\tsupport');
      expect(row.split('\t')).toHaveLength(7);
    }, 60_000);
  });

  test('completes a list from a file and all sets of a GMT file', async () => {
    await writeFile(join(folder, 'list.txt'), '# mine\nGENE1, GENE2\nGENE3 GENE1\r\n');
    const list = await askJson('--file', join(folder, 'list.txt'), '--top', '1');
    expect(list.sets[0].given.map(({symbol}: {symbol: string}) => symbol)).toEqual([
      'GENE1',
      'GENE2',
      'GENE3',
    ]);
    await writeFile(
      join(folder, 'two.gmt'),
      'one\t\tGENE1\tGENE2\ntwo\tna\tGENE50\tNOBODY\tGENE51\n',
    );
    const rows = await geneglot(
      'complete',
      '--file',
      join(folder, 'two.gmt'),
      '--top',
      '2',
      '--tsv',
    );
    expect(rows.errors).toBe('one: GENE1 GENE2\ntwo: GENE50 GENE51\n  unknown: NOBODY\n');
    const [header, ...cells] = rows.output
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'));
    expect(header).toEqual(['set', 'rank', 'gene', 'probability', 'name', 'support']);
    expect(cells.map(([set, rank]) => `${set} ${rank}`)).toEqual([
      'one 1',
      'one 2',
      'two 1',
      'two 2',
    ]);
    for (const [set, , gene] of cells) {
      expect(Math.floor(Number(gene.slice(4)) / 12)).toBe(set === 'one' ? 0 : 4);
    }
  }, 60_000);

  test('keeps what it looks up by name, and makes it again when it is damaged', async () => {
    const cache = join(folder, 'artifacts/.cache/complete');
    const [kept, ...others] = await readdir(cache);
    expect(others).toEqual([]);
    const before = await geneglot('complete', 'GENE1');
    await writeFile(join(cache, kept), '{"version": 1, "symb');
    expect(await geneglot('complete', 'GENE1')).toEqual(before);
  }, 60_000);

  test('reads standard input as it reads a file, and takes bytes that are no text for no genes', async () => {
    const where = ['--pipeline', join(folder, 'pipeline.yaml')];
    const from = (input: string | Uint8Array) =>
      runGeneglotOn(
        input,
        ...['complete', '--file', '-', '--artifacts', join(folder, 'artifacts'), ...where],
      );
    const typed = await geneglot('complete', 'GENE1', 'GENE2');
    expect(await from(gzipSync('GENE1\nGENE2\n'))).toEqual(typed);
    expect((await from('')).errors).toMatch(/^found no gene in standard input, expected/);
    const bytes = await from('PK\u0003\u0004\0\0 GENE1 ');
    expect([bytes.code, bytes.errors]).toEqual([
      1,
      expect.stringMatching(
        /^standard input: found binary data, expected a list of genes as text\n/,
      ),
    ]);
    const workbook = join(folder, 'genes.xlsx');
    await writeFile(workbook, 'PK\u0003\u0004\0\0 GENE1 ');
    expect((await geneglot('complete', '--file', workbook)).errors).toMatch(
      /genes\.xlsx: found binary data,/,
    );
  }, 60_000);

  test.each([
    [[], /^found no gene, expected at least one\n/],
    [
      ['NOBODY'],
      /^found a gene that is not in the model's vocabulary, expected one that is\n {4}unknown: NOBODY\n$/,
    ],
    [
      ['NOBODY', 'SHARED4'],
      /^found none of the 2 genes in the model's vocabulary, .*\n {4}unknown: NOBODY\n {4}ambiguous: SHARED4/,
    ],
    [
      ['GENE1', '--model', 'trian'],
      /^--model: found trian, expected .*train or look-up\n {4}Did you mean train\?/,
    ],
    [['GENE1', '--file', 'x.txt'], /^found GENE1 and --file x\.txt, expected genes or a file/],
    [['--file', 'nowhere.txt'], /^nowhere\.txt: cannot be opened \(ENOENT\)/],
    [['GENE1', '--json', '--tsv'], /^--json --tsv: found 2/],
    [
      ['--about', 'nothing known'],
      /^--about: found nothing, known, expected words that names of training sets hold\n {4}For example: /,
    ],
    [['--about', '...'], /^--about: found no word, expected words/],
    [['--about', ''], /^--about: found an empty text, expected words\n$/],
    [
      ['GENE1', '--about', 'unheard', '--model', 'look-up'],
      /^--about: found unheard, expected words/,
    ],
    [['--file', ''], /^--file: found an empty text, expected a path\n$/],
    [
      ['assembly', 'spindle', '--about', 'gene'],
      /^found none of the 2 genes .*\n {4}.*\n {4}Several words of --about need quotes around them\.\n$/,
    ],
    [
      ['--about', 'set', '--missing', '3'],
      /^--missing --about: found both without a gene, but words alone have no chances/,
    ],
    [['GENE1', '--top', '0'], /^--top: found 0, expected a whole number ≥ 1/],
  ])('refuses %j', async (args, message) => {
    const {code, errors, output} = await geneglot('complete', ...args);
    expect(errors).toMatch(message);
    expect([code, output]).toEqual([1, '']);
  });
});
