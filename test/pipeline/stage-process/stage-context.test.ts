// What a stage writes through its context, and what is written for it.
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import {jsonFile} from '../../../shared/formats/json-file.ts';
import {stageSummary} from '../../../shared/formats/stage-summary.ts';
import {stage} from '../../../shared/pipeline/stage.ts';
import {
  completeOutputs,
  createContext,
  summarizeOutput,
} from '../../../shared/pipeline/stage-process/stage-context.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const numbers = {...jsonFile('numbers', 1, z.array(z.number())), absent: []};
const toy = stage('file:///stages/count-genes.ts', {
  summary: 'Toy.',
  inputs: {},
  outputs: {curve: numbers, summary: stageSummary},
  params: z.strictObject({}),
  run: async ({outputs}) => outputs.summary.write({counts: {genes: 3}}),
});

describe('the outputs of a stage', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-context-'));
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));

  const paths = () => ({
    curve: join(folder, 'curve.json'),
    summary: join(folder, 'summary.json'),
  });

  async function run(name: string): Promise<void> {
    const context = createContext(
      toy,
      {
        ...{
          name,
          inputs: {},
          outputs: paths(),
          params: {},
          stateFolder: folder,
          scratchFolder: folder,
          lineage: [],
        },
        openSignal: () => new AbortController().signal,
      },
      {
        ...{progress: () => undefined, step: () => undefined},
        ...{log: () => undefined, metric: () => undefined},
      },
    );
    await toy.run(context);
  }

  test('a summary bears the name of the stage in the pipeline, not that of its file', async () => {
    await run('count-mouse-genes');
    expect(JSON.parse(await readFile(paths().summary, 'utf8'))).toEqual({
      stage: 'count-mouse-genes',
      counts: {genes: 3},
      notes: [],
    });
  });

  test('an output that may be absent is written, any other must have been', async () => {
    await completeOutputs(toy, paths());
    expect(JSON.parse(await readFile(paths().curve, 'utf8'))).toEqual([]);
    await rm(paths().summary);
    await expect(completeOutputs(toy, paths())).rejects.toThrow(
      'Stage count-genes finished without writing its output summary',
    );
  });
});

/** What a careless stage may hand over where a number is expected. */
const ODD = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1n,
  null,
  undefined,
  {},
];

test('whatever a stage reads and writes, and in whatever order, is named while it lasts', async () => {
  const random = createRandom(9);
  const lasting = {...numbers, read: async () => [], write: async () => undefined};
  const inputs = {one: lasting, others: {kind: 'many' as const, format: lasting}};
  const asked = {...toy, inputs, outputs: {curve: lasting}};
  const steps: string[] = [];
  const context = createContext(
    asked,
    {
      ...{name: 'toy', params: {}, stateFolder: '', scratchFolder: '', lineage: []},
      inputs: {one: ['a'], others: ['b', 'c']},
      outputs: {curve: 'd'},
      openSignal: () => new AbortController().signal,
    },
    {
      ...{progress: () => undefined, log: () => undefined, metric: () => undefined},
      step: what => void steps.push(what),
    },
  );
  const work: Record<string, () => Promise<unknown>> = {
    'reads one': () => context.inputs.one.read(),
    'reads others': () => context.inputs.others[random.int(2)].read(),
    'writes curve': () => context.outputs.curve.write([]),
    'inverts the matrix': async () => context.step('inverts the matrix'),
  };
  const names = Object.keys(work);
  for (let tries = 0; tries < 50; tries++) {
    const name = names[random.int(names.length)];
    steps.length = 0;
    await work[name]();
    expect(steps).toEqual(name.startsWith('inverts') ? [name] : [name, 'computes']);
  }
});

test('metrics survive JSON, whatever a stage hands over', () => {
  const metrics: Record<string, number | string> = {};
  const context = createContext(
    toy,
    {
      ...{name: 'toy', inputs: {}, params: {}, stateFolder: '', scratchFolder: '', lineage: []},
      outputs: {curve: '', summary: ''},
      openSignal: () => new AbortController().signal,
    },
    {
      ...{progress: () => undefined, step: () => undefined, log: () => undefined},
      metric(name, value) {
        metrics[name] = value;
      },
    },
  );
  for (const value of [...ODD, 0.5, -3, 'fast']) context.metric(`${value}`, value);
  expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  expect(metrics).toMatchObject({NaN: 'NaN', Infinity: 'Infinity', 0.5: 0.5, fast: 'fast'});
});

test('a summary that no manifest could hold is refused by the name of its format', async () => {
  const random = createRandom(5);
  const good = {counts: {genes: 3}, schema: {gene: 'text'}};
  const summarize = (summary: unknown) =>
    summarizeOutput({...numbers, summarize: async () => summary as typeof good}, 'x.json');
  expect(await summarize(good)).toEqual(good);
  for (let tries = 0; tries < 50; tries++) {
    const odd = ODD[random.int(ODD.length)];
    const wrong = [odd, {counts: [odd]}, {counts: {genes: odd}}, {...good, schema: {gene: 3}}];
    const summary = wrong[random.int(wrong.length)];
    await expect(summarize(summary)).rejects.toThrow(
      /^The format numbers: found .* as the summary of x\.json, expected/,
    );
  }
});
