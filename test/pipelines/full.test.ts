// pipelines/full.yaml as it stands: what it lays over pipeline.yaml, on two cores and with --profile gpu.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {countParameters, listTensors} from '../../shared/engines/contract/gpt-tensors.ts';
import {loadPipeline} from '../../shared/pipeline/declare/load-pipeline.ts';
import type {Pipeline, PipelineNode} from '../../shared/pipeline/declare/pipeline.ts';

const file = resolve(import.meta.dirname, '../../pipelines/full.yaml');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-full-'));
  await writeFile(join(folder, 'b.gmt'), 'one\t\tTP53\n');
  await writeFile(join(folder, 'a.gmt.gz'), '');
  await writeFile(join(folder, 'hgnc.txt'), '');
});
afterAll(() => rm(folder, {recursive: true}));

const load = (profile: string[] = [], set: string[] = []) =>
  loadPipeline({file, profile, set, artifacts: join(folder, 'artifacts')});

function nodeOf(pipeline: Pipeline, name: string): PipelineNode {
  return pipeline.nodes.find(node => node.name === name)!;
}

test('pipelines/full-encoders.yaml completes with one more stack, of all models that are trained', async () => {
  const {nodes} = await loadPipeline({file: resolve(file, '../full-encoders.yaml')});
  const own = new Set((await load()).nodes.map(({name}) => name));
  const added = nodes.filter(({name}) => !own.has(name));
  expect(added.map(({name}) => name)).toEqual([
    'stack-with-encoders',
    'complete-gene-sets[stack-with-encoders]',
  ]);
  expect(nodes).toHaveLength(own.size + added.length);
  const trained = nodes.filter(({uses}) => /\/train-(?!popularity)/.test(uses));
  const members = added[0].dependencies.filter(name => trained.some(node => node.name === name));
  expect(members.sort()).toEqual(trained.map(({name}) => name).sort());
});

describe('pipelines/full.yaml', () => {
  test('has the stages of pipeline.yaml, joined alike', async () => {
    const [full, embedded] = [
      await load(),
      await loadPipeline({file: resolve(file, '../../pipeline.yaml')}),
    ];
    const shape = ({nodes}: Pipeline) =>
      nodes.map(({name, uses, dependencies}) => ({name, uses, dependencies}));
    expect(shape(full)).toEqual(shape(embedded));
    expect(nodeOf(full, 'filter-rare-genes').params).toEqual(
      nodeOf(embedded, 'filter-rare-genes').params,
    );
  });

  test('reads a folder of GMT files and a symbol table that --set names', async () => {
    const set = [
      `import-gene-sets.gmt=${folder}`,
      `harmonize-symbols.symbolTable=${join(folder, 'hgnc.txt')}`,
    ];
    const {nodes} = await load([], set);
    const sources = nodes.flatMap(({inputs}) =>
      Object.values(inputs).flatMap(input => (input.kind === 'source' ? input.files : [])),
    );
    expect(sources.map(({name}) => name)).toEqual(['a.gmt.gz', 'b.gmt', 'hgnc.txt']);
  });

  test('trains on two cores within a budget, with checkpoints on the way', async () => {
    const train = nodeOf(await load(), 'train-gpt');
    expect(train.resources).toMatchObject({cpus: 2, gpus: 0});
    expect(train.params.resolved).toMatchObject({
      ...{nLayer: 2, nEmbd: 384, objective: 'remaining-genes', initEmbeddings: 'svd'},
      ...{maxSteps: 1000, checkpointEvery: 250},
    });
  });

  test('--profile gpu asks Slurm for a GPU and trains the model of 120 M parameters', async () => {
    const pipeline = await load(['gpu']);
    expect(JSON.stringify(pipeline.executor)).toContain('slurm');
    const {resources, params} = nodeOf(pipeline, 'train-gpt');
    expect(resources).toMatchObject({cpus: 8, gpus: 1});
    const {nLayer, nHead, nEmbd, blockSize, bias, positions, dropout, tiedHead, activation} =
      params.resolved as Record<string, never>;
    expect([nLayer, nHead, nEmbd, blockSize, bias, dropout]).toEqual([12, 12, 768, 1024, false, 0]);
    // nanoGPT says 119.44 M at this vocabulary: 12 blocks of 12·768² + 2·768, the last norm, the embedding.
    const shape = {nLayer, nHead, nEmbd, blockSize, bias, positions, dropout, tiedHead, activation};
    const count = countParameters(listTensors({...shape, vocabSize: 44_902}));
    expect(count).toBe(12 * (12 * 768 ** 2 + 2 * 768) + 768 + 44_902 * 768);
    expect(count / 1e6).toBeCloseTo(119.44, 2);
    expect(nodeOf(pipeline, 'split').resources?.gpus).toBe(0);
  });
});
