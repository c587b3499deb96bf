// Pipelines in layers: extends, profiles, foreach, and how a stage is run; none of it needs a run.
import {mkdir} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {Pipeline, PipelineNode} from '../../shared/pipeline/declare/graph.ts';
import {loadPipeline} from '../../shared/pipeline/declare/load-pipeline.ts';
import {VALID} from './mistakes.ts';
import {createProject, type Project} from './project.ts';

let project: Project;
beforeAll(async () => {
  project = await createProject();
  await mkdir(project.path('more'));
});
afterAll(() => project.remove());

async function load(
  text: string,
  options: {profile?: string[]; set?: string[]} = {},
  file = 'pipeline.yaml',
): Promise<Pipeline> {
  await project.write(file, text);
  return loadPipeline({file: project.path(file), ...options});
}

function nodeOf(pipeline: Pipeline, name: string): PipelineNode {
  const found = pipeline.nodes.find(node => node.name === name);
  if (!found) throw new Error(`${name} is none of ${pipeline.nodes.map(node => node.name)}`);
  return found;
}

/** Edges and source files by port, as written in a pipeline file. */
function inputsOf(node: PipelineNode): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(node.inputs).map(([port, input]) => [
      port,
      input.kind === 'edges'
        ? input.edges.map(edge => `${edge.stage}.${edge.port}`)
        : input.files.map(file => file.name),
    ]),
  );
}

describe('a file that extends another', () => {
  beforeAll(() => project.write('pipeline.yaml', VALID));

  test('joins stages, and replaces values as a whole', async () => {
    const pipeline = await load(
      `extends: ../pipeline.yaml
name: child
stages:
  drop-small: {params: {onEmpty: fail}}
  scale: {uses: stages/shift, params: {offset: 3}}
  add-up: {inputs: {lists: [scale.scaled]}}
`,
      {},
      'more/child.yaml',
    );
    expect(pipeline.name).toBe('child');
    expect(pipeline.nodes.map(node => node.name)).toEqual([
      ...['read-numbers', 'drop-small', 'scale', 'add-up'],
    ]);
    expect(nodeOf(pipeline, 'drop-small').params.given).toEqual({minimum: 2, onEmpty: 'fail'});
    expect(nodeOf(pipeline, 'scale').uses).toBe('stages/shift');
    expect(inputsOf(nodeOf(pipeline, 'add-up'))).toEqual({lists: ['scale.scaled']});
  });

  test('removes with null, over two files, and a stage may come back', async () => {
    await project.write(
      'more/base.yaml',
      'extends: ../pipeline.yaml\nstages: {add-up: null, drop-small: {params: {minimum: null}}}\n',
    );
    const pipeline = await load('extends: base.yaml\n', {}, 'more/child.yaml');
    expect(pipeline.nodes.map(node => node.name)).toEqual(['read-numbers', 'drop-small', 'scale']);
    expect(nodeOf(pipeline, 'drop-small').params.given).toEqual({});
    const again = await load(
      'extends: base.yaml\nstages: {add-up: {inputs: {lists: scale.scaled}}}\n',
      {},
      'more/child.yaml',
    );
    expect(inputsOf(nodeOf(again, 'add-up'))).toEqual({lists: ['scale.scaled']});
  });

  test('reads paths relative to the file in which they stand', async () => {
    await project.write('more/own.txt', '7\n');
    const inherited = await load('extends: ../pipeline.yaml\n', {}, 'more/child.yaml');
    expect(inputsOf(inherited.nodes[0])).toEqual({lists: ['large.txt', 'small.txt']});
    const own = await load(
      'extends: ../pipeline.yaml\nstages: {read-numbers: {inputs: {lists: [own.txt, ../data/small.txt]}}}\n',
      {},
      'more/child.yaml',
    );
    expect(inputsOf(own.nodes[0])).toEqual({lists: ['own.txt', 'small.txt']});
  });
});

describe('profiles', () => {
  const text = `${VALID}profiles:
  strict: {stages: {drop-small: {params: {minimum: 9, onEmpty: fail}}}}
  wide: {stages: {drop-small: {params: {minimum: 0}}}, defaults: {retries: 3}, executor: elsewhere}
`;

  test('change nothing until they are switched on', async () => {
    const pipeline = await load(text);
    expect(nodeOf(pipeline, 'drop-small')).toMatchObject({
      params: {given: {minimum: 2}},
      retries: 0,
    });
    expect(pipeline.executor).toBeUndefined();
  });

  test('are laid over the file in the order given', async () => {
    const pipeline = await load(text, {profile: ['strict', 'wide']});
    const {params, retries} = nodeOf(pipeline, 'drop-small');
    expect(params.given).toEqual({minimum: 0, onEmpty: 'fail'});
    expect(retries).toBe(3);
    expect(pipeline.executor).toBe('elsewhere');
    expect(pipeline.name).toBe('numbers');
  });

  test('of an extended file can be extended and switched on', async () => {
    await project.write('pipeline.yaml', text);
    const child = `extends: ../pipeline.yaml
profiles: {strict: {stages: {drop-small: {params: {onEmpty: null}}}}}
`;
    const pipeline = await load(child, {profile: ['strict']}, 'more/child.yaml');
    // The null belongs to the profile: it takes away what the profile of the other file had set.
    expect(nodeOf(pipeline, 'drop-small').params.given).toEqual({minimum: 9});
  });
});

describe('foreach', () => {
  const fan = `name: fan
stages:
  read-numbers:
    foreach: {file: data/*.txt}
    inputs: {lists: '\${file}'}
  drop-small:
    foreach: {file: data/*.txt}
    inputs: {numbers: read-numbers.numbers}
  scale:
    foreach: {factor: [1, 2.5]}
    inputs: {numbers: 'drop-small[large].kept'}
    params: {factor: '\${factor}'}
  add-up:
    inputs: {lists: [drop-small.kept, scale.scaled]}
`;

  test('gives one stage an item, paired over the same variable, gathered by a port of many', async () => {
    const pipeline = await load(fan);
    expect(pipeline.nodes.map(node => node.name)).toEqual([
      ...['read-numbers[large]', 'read-numbers[small]', 'drop-small[large]', 'drop-small[small]'],
      ...['scale[1]', 'scale[2-5]', 'add-up'],
    ]);
    expect(inputsOf(nodeOf(pipeline, 'read-numbers[small]'))).toEqual({lists: ['small.txt']});
    expect(inputsOf(nodeOf(pipeline, 'drop-small[small]'))).toEqual({
      numbers: ['read-numbers[small].numbers'],
    });
    expect(nodeOf(pipeline, 'scale[2-5]').params.resolved).toEqual({factor: 2.5});
    expect(inputsOf(nodeOf(pipeline, 'add-up'))).toEqual({
      lists: [
        ...['drop-small[large].kept', 'drop-small[small].kept'],
        ...['scale[1].scaled', 'scale[2-5].scaled'],
      ],
    });
  });

  test('an edge may name its stage by the item', async () => {
    const pipeline = await load(
      VALID.replace(
        'inputs: {numbers: drop-small.kept}',
        `foreach: {source: [read-numbers.numbers, drop-small.kept]}\n    inputs: {numbers: '\${source}'}`,
      ),
    );
    expect(inputsOf(nodeOf(pipeline, 'scale[read-numbers-numbers]'))).toEqual({
      numbers: ['read-numbers.numbers'],
    });
    const stages = VALID.replace(
      'inputs: {numbers: drop-small.kept}',
      `foreach: {source: [read-numbers]}\n    inputs: {numbers: '\${source}.numbers'}`,
    );
    const {nodes} = await load(stages);
    const scale = nodes.find(({name}) => name === 'scale[read-numbers]')!;
    expect(inputsOf(scale)).toEqual({numbers: ['read-numbers.numbers']});
    expect(scale.dependencies).toEqual(['read-numbers']);
  });

  test('over shards counts from 0, with the count at hand', async () => {
    const pipeline = await load(
      VALID.replace(
        '    params: {minimum: 2}\n',
        `    foreach: {shard: 3}\n    params: {minimum: '\${shard}'}\n`,
      )
        .replace('drop-small.kept}', "'drop-small[2].kept'}")
        .replace(
          '  add-up:',
          `    params: {factor: 4}\n    env: {OF: 'shard of \${x}'}\n  add-up:`,
        ),
    );
    expect(
      ['0', '1', '2'].map(shard => nodeOf(pipeline, `drop-small[${shard}]`).params.given),
    ).toEqual([{minimum: 0}, {minimum: 1}, {minimum: 2}]);
    // Outside a foreach a text is a text.
    expect(nodeOf(pipeline, 'scale').env).toEqual({OF: `shard of \${x}`});
  });

  test('reads variables inside a text, with name and count', async () => {
    const pipeline = await load(
      fan.replace(
        `lists: '\${file}'}`,
        `lists: '\${file}'}\n    env: {OF: '\${file.name} of \${file.count}'}`,
      ),
    );
    expect(nodeOf(pipeline, 'read-numbers[large]').env).toEqual({OF: 'large of 2'});
  });

  test('takes overrides for all items or for one', async () => {
    const pipeline = await load(fan, {
      set: ['drop-small.minimum=3', 'drop-small[small].onEmpty=fail'],
    });
    expect(nodeOf(pipeline, 'drop-small[large]').params.given).toEqual({minimum: 3});
    expect(nodeOf(pipeline, 'drop-small[small]').params.given).toEqual({
      minimum: 3,
      onEmpty: 'fail',
    });
  });
});

describe('how a stage is run', () => {
  test('comes from its own keys over the defaults', async () => {
    const pipeline = await load(`${VALID.replace(
      '  scale:\n',
      '  scale:\n    resources: {memory: 4GiB, time: 1-12:00:00}\n    retries: 0\n    timeout: 90s\n    env: {MODE: 1}\n',
    )}defaults: {resources: {cpus: 3, memory: 500M}, retries: 2, scale: 1.5, env: {LANG_OF: x}}
`);
    expect(nodeOf(pipeline, 'scale')).toMatchObject({
      resources: {cpus: 3, memory: 4 * 1024 ** 3, gpus: 0, time: 129_600},
      ...{threads: 3, retries: 0, scale: 1.5, timeout: 90, env: {LANG_OF: 'x', MODE: '1'}},
    });
    expect(nodeOf(pipeline, 'add-up').resources).toEqual({cpus: 3, memory: 500e6, gpus: 0});
  });

  test('is one core, no GPU and one try where nothing is said', async () => {
    const {resources, threads, retries, timeout, env} = nodeOf(await load(VALID), 'scale');
    expect({resources, threads, retries, timeout, env}).toEqual({
      ...{resources: {cpus: 1, gpus: 0}, threads: undefined},
      ...{retries: 0, timeout: undefined, env: {}},
    });
  });

  test("takes named variables from the caller's environment", async () => {
    process.env.GENEGLOT_TEST_MODE = 'fast';
    try {
      const pipeline = await load(
        VALID.replace('  scale:\n', '  scale:\n    env: [GENEGLOT_TEST_MODE]\n'),
      );
      expect(nodeOf(pipeline, 'scale').env).toEqual({GENEGLOT_TEST_MODE: 'fast'});
    } finally {
      delete process.env.GENEGLOT_TEST_MODE;
    }
  });
});
