// The whole pipeline as a user runs it, on a small corpus of the test's own: pipeline.yaml, every stage a process.
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {geneSetTable} from '../../shared/formats/gene-set-table.ts';
import {setScores} from '../../shared/formats/set-scores.ts';
import {genesOf} from '../../shared/genes/sets/gene-set-table.ts';
import {createRandom} from '../../shared/stats/random.ts';

const root = resolve(import.meta.dirname, '../..');
const GENES = 120;
const GROUPS = 8;
const TEST_SETS = 16;
/** `tcc`, `shuffled-10` and `-50` once, `shuffled-20` with three seeds. */
const ROUNDS = 6;
/** In the order of complete-gene-sets in pipeline.yaml. */
const METHODS = [
  ...['stack-models', 'mix-models', 'train-gpt', 'train-set-encoder', 'train-nearest-sets'],
  ...[
    'train-ease',
    'train-item-item',
    'train-co-occurrence',
    'train-gene-names',
    'train-popularity',
  ],
];

/** Sets that are random parts of overlapping groups of genes, with a few raw symbols that must be resolved. */
function toyGmt(sets: number): string {
  const random = createRandom(11);
  const lines = Array.from({length: sets}, (_, i) => {
    const start = (i % GROUPS) * 15;
    const group = Int32Array.from({length: 30}, (_, j) => (start + j) % GENES);
    const genes = random.shuffle(group).subarray(0, 8 + random.int(8));
    const symbols = Array.from(genes, gene =>
      random.int(10) === 0 ? `OLD${gene}` : `GENE${gene}`,
    );
    return [`set ${i}`, 'a toy set', ...symbols].join('\t');
  });
  return `${lines.join('\n')}\n`;
}

function toySymbolTable(): string {
  const header =
    'symbol\tname\tlocus_group\tlocus_type\tlocation\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id';
  const rows = Array.from(
    {length: GENES},
    (_, i) =>
      `GENE${i}\tgene ${i}\t${i % 10 === 0 ? 'non-coding RNA' : 'protein-coding gene'}\t\t\t\tOLD${i}\t${1000 + i}\tENSG${String(i).padStart(11, '0')}`,
  );
  return `${[header, ...rows].join('\n')}\n`;
}

describe('the pipeline, end to end', () => {
  let folder: string;
  let small: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-end-to-end-'));
    await mkdir(join(folder, 'sets'));
    await writeFile(join(folder, 'sets/toy.gmt'), toyGmt(400));
    await writeFile(join(folder, 'genes.tsv'), toySymbolTable());
    const values = {
      'import-gene-sets.gmt': join(folder, 'sets/*.gmt'),
      'harmonize-symbols.symbolTable': join(folder, 'genes.tsv'),
      'split.heldOutShare': 0.2,
      'split.testSets': TEST_SETS,
      'train-set-encoder.maxSteps': 40,
      'stack-models.epochs': 2,
      'stack-models.caseSets': 100,
      'train-gpt.nLayer': 1,
      'train-gpt.nHead': 2,
      'train-gpt.nEmbd': 16,
      'train-gpt.blockSize': 32,
      'train-gpt.maxSteps': 30,
      'train-gpt.warmupSteps': 5,
      'train-gpt.evaluateEvery': 10,
    };
    small = Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  });

  afterAll(() => rm(folder, {recursive: true, force: true}));

  function geneglot(...args: string[]): Promise<{code: number; output: string}> {
    const command = [
      join(root, 'bin/geneglot.mjs'),
      ...args,
      ...(args.includes('--artifacts') ? [] : ['--artifacts', join(folder, 'artifacts')]),
    ];
    return new Promise(done => {
      execFile(process.execPath, command, {cwd: root}, (error, stdout, stderr) => {
        done({code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr});
      });
    });
  }

  test('one run goes from GMT files to results and a page', async () => {
    const {code, output} = await geneglot('run', ...small);
    expect(output).toContain('33 stages: 33 ran');
    expect(code).toBe(0);
    const latest = (path: string) => readFile(join(folder, 'artifacts', path), 'utf8');
    const results = JSON.parse(await latest('report/latest/results.json'));
    for (const protocol of ['tcc', 'shuffled-10', 'shuffled-20', 'shuffled-50']) {
      const {sets, methods} = results.protocols[protocol];
      expect(sets).toBe(TEST_SETS);
      expect(Object.keys(methods)).toEqual([...METHODS, 'chance']);
      expect(methods['train-nearest-sets'].recallAt50).toBeGreaterThan(methods.chance.recallAt50);
    }
    const models = [...METHODS, 'soft-nearest-sets', 'sharp-nearest-sets'];
    expect(Object.keys(results.provenance.models).sort()).toEqual(models.sort());
    const page = await latest('report/latest/page.html');
    expect(page).toContain('<svg');
    expect(page).toContain('expected calibration error');
    expect(page).toContain('How near the test comes to training');
    expect(page).toContain('What a set is called');
    expect(page).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="https?:/);
  }, 300_000);

  test('a second run reruns nothing', async () => {
    const {code, output} = await geneglot('run', ...small);
    expect(output).toContain('33 stages: 0 ran, 33 up to date');
    expect(code).toBe(0);
  }, 300_000);

  describe('evaluate', () => {
    const evaluate = (test: string, out: string, ...more: string[]) =>
      geneglot('evaluate', '--test', test, '--out', join(folder, out), ...more, ...small);
    /** Of a run of two models, which are enough where a case is not about models: each is a process more. */
    const partial = () => ['--artifacts', join(folder, 'partial')];
    const resultsIn = async (out: string) =>
      JSON.parse(await readFile(join(folder, out, 'results.json'), 'utf8'));

    test('on the pipeline’s own test sets gives the pipeline’s numbers', async () => {
      const artifacts = join(folder, 'artifacts');
      const table = await geneSetTable.read(join(artifacts, 'split/latest/test.parquet'));
      const lines = table.names.map((name, row) =>
        [name, '', ...Array.from(genesOf(table, row), gene => table.symbols[gene])].join('\t'),
      );
      await mkdir(join(folder, 'outside'));
      await writeFile(join(folder, 'outside/toy.gmt'), `${lines.join('\n')}\n`);
      const {code, output} = await evaluate(join(folder, 'outside/toy.gmt'), 'evaluation');
      expect(output).toContain('shuffled-50  train-gpt');
      expect(code).toBe(0);
      const own = JSON.parse(await readFile(join(artifacts, 'report/latest/results.json'), 'utf8'));
      const found = await resultsIn('evaluation');
      const ofLookup = ({protocols}: typeof own) => protocols.tcc.methods['train-nearest-sets'];
      expect(ofLookup(found)).toEqual(ofLookup(own));
      expect(found.provenance.models).toEqual(own.provenance.models);
      const hash = createHash('sha256')
        .update(`${lines.join('\n')}\n`)
        .digest('hex');
      expect(found.provenance.sources['evaluate-import-gene-sets']).toEqual({'toy.gmt': hash});
      const page = await readFile(join(folder, 'evaluation/page.html'), 'utf8');
      expect(page).toContain('nearest sets');
      // Compared with what was trained on, not with themselves.
      const twinsIn = (html: string) =>
        /\d+ of 16 test sets have a near-twin.*?\.</s.exec(html)?.[0];
      const ownPage = await readFile(join(artifacts, 'report/latest/page.html'), 'utf8');
      expect(twinsIn(page)).toBeDefined();
      expect(twinsIn(page)).toBe(twinsIn(ownPage));
      const rows = await setScores.read(join(folder, 'evaluation/per-set.parquet'));
      expect(rows).toHaveLength(TEST_SETS * ROUNDS * (METHODS.length + 1));
    }, 300_000);

    test('takes the models of the last run whatever has changed since, and repeats to the byte', async () => {
      const file = join(folder, 'outside/toy.gmt');
      const {output} = await evaluate(file, 'again', '--set', 'train-gpt.maxSteps=999');
      expect(output).not.toContain('started (');
      const [first, second] = ['evaluation', 'again'].map(out => join(folder, out, 'results.json'));
      expect(await readFile(second, 'utf8')).toBe(await readFile(first, 'utf8'));
    }, 300_000);

    test('counts genes outside the vocabulary as missed by everybody', async () => {
      const symbols = [0, 1, 2, 3, 4, 5, 6, 7].map(gene => `GENE${gene}`);
      const line = ['odd', '', 'NOGENE', ...symbols, 'OLD9', 'NEITHER'].join('\t');
      await writeFile(join(folder, 'outside/odd.gmt'), `${line}\n`);
      await evaluate(join(folder, 'outside/odd.gmt'), 'odd');
      const {tcc} = (await resultsIn('odd')).protocols;
      expect(tcc.outsideVocabulary).toEqual({sets: 1, genes: 2});
      // 12 tokens with the end token: 3 are shown, 8 hidden, 2 of these unknown.
      for (const method of Object.keys(tcc.methods)) {
        expect(tcc.methods[method].recallAt100).toBeLessThanOrEqual(6 / 8);
      }
    }, 300_000);

    test('asks by the protocol named, and scores rankings from elsewhere beside the models', async () => {
      const file = join(folder, 'outside/big.gmt');
      const sets = [0, 1, 2].map(i =>
        [
          `set ${i} (GO:000000${i})`,
          '',
          ...Array.from({length: 12}, (_, g) => `GENE${g + i}`),
        ].join('\t'),
      );
      await writeFile(file, `${sets.join('\n')}\n`);
      const half = ['--protocol', 'half'];
      const prompts = join(folder, 'prompts.gmt');
      const written = await evaluate(file, 'half', ...half, '--write-prompts', prompts);
      expect(written.output).toContain('prompts.gmt');
      const ids = (await readFile(prompts, 'utf8'))
        .trimEnd()
        .split('\n')
        .map(line => line.split('\t')[0]);
      expect(ids).toHaveLength(3 * 5);
      const rankings = join(folder, 'other.tsv');
      const rows = ids.flatMap(id => Array.from({length: 14}, (_, g) => `${id}\t${g}\tGENE${g}`));
      await writeFile(rankings, ['prompt\tscore\tgene', ...rows].join('\n'));
      const {code, output} = await evaluate(
        file,
        'half',
        ...half,
        '--rankings',
        `other=${rankings}`,
      );
      expect(output).toContain('half, by library:');
      expect(code).toBe(0);
      const {protocols, methods} = await resultsIn('half');
      expect(Object.keys(protocols)).toEqual(['half']);
      expect(protocols.half).toMatchObject({seeds: [1, 2, 3, 4, 5], sets: 3});
      expect(methods.other).toEqual({kind: 'ranking', role: 'baseline'});
      expect(protocols.half.methods.other.medians.auroc).toBeGreaterThan(0);
    }, 300_000);

    test('wants a model, scores those that were trained, and names the stages of all others', async () => {
      const some = ['train-nearest-sets', 'train-popularity'];
      const file = join(folder, 'outside/toy.gmt');
      await geneglot('run', 'tokenize', ...partial(), ...small);
      const none = await evaluate(file, 'nowhere', ...partial());
      expect(none.output).toMatch(/with any of stack-models, .*train-gpt, .* has none/);
      expect(none.code).toBe(1);
      await geneglot('run', ...some, ...partial(), ...small);
      const {code, output} = await evaluate(file, 'partial-out', ...partial());
      const others = METHODS.filter(method => !some.includes(method));
      expect(output).toContain(`left out, as that run trained none: ${others.join(', ')} (`);
      expect(code).toBe(0);
      const {methods} = (await resultsIn('partial-out')).protocols.tcc;
      expect(Object.keys(methods)).toEqual([...some, 'chance']);
      const whole = (await resultsIn('evaluation')).protocols.tcc.methods;
      for (const method of some) expect(methods[method]).toEqual(whole[method]);
      const page = await readFile(join(folder, 'partial-out/page.html'), 'utf8');
      expect(page).toContain('This model has no loss curve');
    }, 300_000);

    test('seeks what a newer version adds', async () => {
      const [older, newer] = ['version-1.gmt', 'version-2.gmt'].map(name =>
        join(folder, 'outside', name),
      );
      const genes = Array.from({length: 9}, (_, g) => `GENE${g}`);
      await writeFile(older, `${['a term (GO:0000001)', '', ...genes.slice(0, 5)].join('\t')}\n`);
      await writeFile(newer, `${['another name (GO:0000001)', '', ...genes].join('\t')}\n`);
      const {code} = await evaluate(newer, 'additions', '--old', older, ...partial());
      expect(code).toBe(0);
      const rows = await setScores.read(join(folder, 'additions/per-set.parquet'));
      expect(rows[0]).toMatchObject({protocol: 'additions', setSize: 9, heldOut: 4});
    }, 300_000);

    test('says what is missing: a run, a file, gene sets, known genes, the symbol table', async () => {
      const outside = (name: string) => join(folder, 'outside', name);
      await writeFile(outside('empty.gmt'), '');
      await writeFile(outside('mouse.gmt'), 'a\t\tGENE1\tXkr4\n');
      const cases: [string, string[], RegExp][] = [
        ['toy.gmt', ['--artifacts', join(folder, 'none')], /no finished run .*\n.*make all first/],
        ['nothing.gmt', [], /--test: found no file or folder .*nothing\.gmt/],
        ['empty.gmt', [], /empty\.gmt: found no gene set; expected GMT lines/],
        ['mouse.gmt', [], /none of 1 sets has 2 genes of the vocabulary/],
        [
          'toy.gmt',
          ['--set', 'harmonize-symbols.symbolTable=data/genes/human-genes.tsv.gz'],
          /symbol table that differs from the one of the last finished run/,
        ],
      ];
      for (const [file, more, message] of cases) {
        const {code, output} = await evaluate(outside(file), 'nowhere', ...more);
        expect(output).toMatch(message);
        expect(code).toBe(1);
      }
    }, 300_000);
  });

  test('a changed parameter reruns only what depends on it', async () => {
    const {output} = await geneglot('run', ...small, '--set', 'complete-gene-sets.atOnce=false');
    expect(output).toContain('33 stages: 12 ran, 21 up to date');
  }, 300_000);

  test('adding a method is one word in a list of pipeline.yaml', async () => {
    const yaml = await readFile(join(root, 'pipeline.yaml'), 'utf8');
    const tuned = yaml
      .replace(
        '  complete-gene-sets:',
        '  tuned:\n    uses: stages/train-nearest-sets\n    inputs: *training\n    params: { power: 4, idf: true }\n\n$&',
      )
      .replace('        - train-popularity\n', '$&        - tuned\n');
    await writeFile(join(folder, 'pipeline.yaml'), tuned);
    const file = join(folder, 'pipeline.yaml');
    const {code, output} = await geneglot('run', '--pipeline', file, ...small);
    // The new model, its completions, scores and report; all else is there.
    expect(output).toContain('35 stages: 4 ran, 31 up to date');
    expect(code).toBe(0);
    const results = JSON.parse(
      await readFile(join(folder, 'artifacts/report/latest/results.json'), 'utf8'),
    );
    expect(Object.keys(results.protocols.tcc.methods)).toEqual([
      ...[...METHODS, 'tuned', 'chance'],
    ]);
  }, 300_000);

  test('a mistyped parameter stops everything before it starts', async () => {
    const {code, output} = await geneglot('run', ...small, '--set', 'split.seeed=3');
    expect(code).not.toBe(0);
    expect(output).toContain('seeed');
    expect(output).toContain('seed');
  }, 300_000);
});
