// pipelines/cells.yaml as it stands: what it reads by default, and what --set puts in its place.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {loadPipeline} from '../../shared/pipeline/declare/load-pipeline.ts';

const file = resolve(import.meta.dirname, '../../pipelines/cells.yaml');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-cells-'));
  await writeFile(join(folder, 'my.h5ad'), '');
  await writeFile(join(folder, 'labels.tsv.gz'), '');
});
afterAll(() => rm(folder, {recursive: true}));

async function sourcesOf(set: string[]) {
  const {nodes} = await loadPipeline({file, set, artifacts: join(folder, 'artifacts')});
  const {inputs} = nodes.find(({name}) => name === 'import-cells')!;
  return Object.fromEntries(
    Object.entries(inputs).map(([port, input]) => [
      port,
      input.kind === 'source' ? input.files.map(({name}) => name) : [],
    ]),
  );
}

describe('pipelines/cells.yaml', () => {
  test('reads the embedded folder with its labels, and needs no labels of its own', async () => {
    expect(await sourcesOf([])).toEqual({
      source: ['barcodes.tsv.gz', 'features.tsv.gz', 'labels.tsv.gz', 'matrix.mtx.gz'],
      labels: [],
      symbolTable: ['human-genes.tsv.gz'],
    });
  });

  test('with models of gene sets beside, scores every imputation', async () => {
    const extended = resolve(file, '../cells-from-gene-sets.yaml');
    const {nodes} = await loadPipeline({file: extended, artifacts: join(folder, 'artifacts')});
    const {dependencies} = nodes.find(({name}) => name === 'score-cells')!;
    expect([...dependencies].filter(name => name.startsWith('impute'))).toEqual([
      'impute-cells',
      'impute-by-gene-sets[train-set-encoder]',
      'impute-by-gene-sets[train-item-item]',
      'impute-by-gene-sets[train-popularity]',
    ]);
  });

  test('annotates fast without a GPT', async () => {
    const fast = resolve(file, '../annotate-fast.yaml');
    const {nodes} = await loadPipeline({file: fast, artifacts: join(folder, 'artifacts')});
    const {dependencies} = nodes.find(({name}) => name === 'fit-annotator')!;
    expect([...dependencies].sort()).toEqual(['fit-rank-model', 'import-cells', 'split-cells']);
  });

  test('describes cells by a model that started from the GPT-2 beside it', async () => {
    const describing = resolve(file, '../describe.yaml');
    const {nodes} = await loadPipeline({file: describing, artifacts: join(folder, 'artifacts')});
    const upstreamOf = (name: string) => nodes.find(node => node.name === name)!.dependencies;
    expect([...upstreamOf('score-descriptions')].sort()).toEqual([
      ...['describe-cells', 'import-cells', 'split-cells'],
    ]);
    expect([...upstreamOf('describe-cells')].sort()).toEqual(['format-prompts', 'train-describer']);
    expect([...upstreamOf('report-cells')]).toContain('score-descriptions');
  });

  test('takes a file and labels that --set names', async () => {
    const set = [
      `import-cells.source=${join(folder, 'my.h5ad')}`,
      `import-cells.labels=${join(folder, 'labels.tsv.gz')}`,
      'import-cells.labelColumn=null',
    ];
    expect(await sourcesOf(set)).toMatchObject({source: ['my.h5ad'], labels: ['labels.tsv.gz']});
  });
});
