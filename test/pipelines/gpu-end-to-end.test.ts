// `--profile gpu` as a user runs it, on the software adapter: a tiny training on WebGPU stands in the manifest, and a rerun
// on the core does not call it damaged.
import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createRandom} from '../../shared/stats/random.ts';
import {ADAPTER_NOTE, SOFTWARE_ADAPTER} from '../engines/software-adapter.ts';

const root = resolve(import.meta.dirname, '../..');
const PIPELINE = `extends: geneglot:pipeline.yaml
name: tiny
stages:
  import-gene-sets: {inputs: {gmt: sets.gmt}}
  harmonize-symbols: {inputs: {symbolTable: genes.tsv}}
  split: {params: {heldOutShare: 0.2, testSets: 8}}
  train-gpt:
    params: {nLayer: 1, nHead: 1, nEmbd: 8, blockSize: 8, batchSize: 2, maxSteps: 2, warmupSteps: 1}
profiles:
  gpu:
    stages:
      train-gpt: {resources: {cpus: 1, gpus: 1}}
`;
const GENES = 60;

/** Sets of eight genes at random, too different to be near-twins. */
function toyGmt(): string {
  const random = createRandom(11);
  const lines = Array.from({length: 80}, (_, i) => {
    const genes = random
      .shuffle(Int32Array.from({length: GENES}, (_, gene) => gene))
      .subarray(0, 8);
    return [`set ${i}`, '', ...Array.from(genes, gene => `GENE${gene}`)].join('\t');
  });
  return `${lines.join('\n')}\n`;
}

function toySymbolTable(): string {
  const columns = [
    'symbol',
    'name',
    'locus_group',
    'alias_symbol',
    'prev_symbol',
    'entrez_id',
    'ensembl_gene_id',
  ];
  const rows = Array.from({length: GENES}, (_, i) =>
    [`GENE${i}`, `gene ${i}`, 'protein-coding gene', '', '', 1000 + i, `ENSG${i}`].join('\t'),
  );
  return `${[columns.join('\t'), ...rows].join('\n')}\n`;
}

describe('--profile gpu', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-gpu-'));
    await writeFile(join(folder, 'pipeline.yaml'), PIPELINE);
    await writeFile(join(folder, 'sets.gmt'), toyGmt());
    await writeFile(join(folder, 'genes.tsv'), toySymbolTable());
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));

  const run = (env: object, ...args: string[]): Promise<{code: number; output: string}> =>
    new Promise(done => {
      const command = [join(root, 'bin/geneglot.mjs'), 'run', 'train-gpt', '--profile', 'gpu'];
      const options = {cwd: folder, env: {...process.env, NODE_OPTIONS: '', ...env}};
      execFile(process.execPath, [...command, ...args], options, (error, stdout, stderr) => {
        done({code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr});
      });
    });
  const metrics = async () =>
    JSON.parse(await readFile(join(folder, 'artifacts/train-gpt/latest/manifest.json'), 'utf8'))
      .metrics;

  (SOFTWARE_ADAPTER ? test : test.skip)(
    `trains on the GPU, records it, and a rerun on the core says that the engine is another${ADAPTER_NOTE}`,
    async () => {
      const first = await run(SOFTWARE_ADAPTER!, '--gpus', '1');
      expect(first.output).toContain('(the stage was given a GPU)');
      expect(first.code).toBe(0);
      expect(await metrics()).toMatchObject({
        engine: expect.stringMatching(/^TensorFlow.js .+, WebGPU on SwiftShader/),
        engineBytes: expect.any(Number),
      });
      const again = await run(
        {GENEGLOT_TFJS_BACKEND: 'cpu'},
        '--gpus',
        '1',
        '--force',
        'train-gpt',
      );
      expect(again.output).toContain('because it was computed by another engine: ');
      expect(again.output).not.toContain('not deterministic');
      expect((await metrics()).engine).not.toContain('WebGPU');
    },
    600_000,
  );
});
