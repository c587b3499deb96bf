// Every mistake in a pipeline file is found before anything runs, at its line and column, with a remedy.
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {loadPipeline} from '../../../shared/pipeline/declare/load-pipeline.ts';
import {createProject, type Project} from '../project.ts';

const VALID = `name: numbers
stages:
  read-numbers:
    inputs:
      lists: [data/*.txt]
  drop-small:
    inputs: {numbers: read-numbers.numbers}
    params: {minimum: 2}
  scale:
    inputs: {numbers: drop-small.kept}
  add-up:
    inputs: {lists: [drop-small.kept, scale.scaled]}
`;

describe('a pipeline file', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
  });
  afterAll(() => project.remove());

  /** Problems of the valid file after replacing `from` by `to`, with the project's folder taken out. */
  async function problemsOf(from: string, to: string, set: string[] = []): Promise<string[]> {
    expect(VALID).toContain(from);
    await project.write('pipeline.yaml', VALID.replace(from, to));
    const file = project.path('pipeline.yaml');
    const message = await loadPipeline({file, set}).then(
      () => '',
      error => String(error.message),
    );
    return message.replaceAll(`${project.folder}/`, '').replaceAll(project.folder, '.').split('\n');
  }

  test('without a mistake gives its stages in topological order', async () => {
    expect(await problemsOf('name: numbers', 'name: numbers')).toEqual(['']);
    await project.write('pipeline.yaml', VALID);
    const pipeline = await loadPipeline({file: project.path('pipeline.yaml')});
    expect(pipeline.nodes.map(node => node.name)).toEqual([
      'read-numbers',
      'drop-small',
      'scale',
      'add-up',
    ]);
    expect(pipeline.nodes[1].params.resolved).toEqual({minimum: 2, onEmpty: 'allow'});
  });

  const cases: [mistake: string, from: string, to: string, expected: string[]][] = [
    [
      'an unknown parameter',
      'minimum: 2',
      'minimun: 2',
      [
        'pipeline.yaml:8:14 stages.drop-small.params.minimun: found the unknown parameter minimun, expected minimum or onEmpty',
        '    Did you mean minimum?',
      ],
    ],
    [
      'a parameter of another type',
      'minimum: 2',
      'minimum: "2"',
      [
        'pipeline.yaml:8:23 stages.drop-small.params.minimum: found "2", expected a number',
        '    Write 2 without quotes.',
      ],
    ],
    [
      'a parameter out of range',
      'minimum: 2',
      'minimum: 200',
      ['pipeline.yaml:8:23 stages.drop-small.params.minimum: found 200, expected a number ≤ 100'],
    ],
    [
      'a fraction where a whole number is due',
      'minimum: 2',
      'minimum: 2.5',
      ['pipeline.yaml:8:23 stages.drop-small.params.minimum: found 2.5, expected a whole number'],
    ],
    [
      'a value that is none of the choices',
      'minimum: 2',
      'onEmpty: ignore',
      [
        'pipeline.yaml:8:23 stages.drop-small.params.onEmpty: found "ignore", expected fail or allow',
      ],
    ],
    [
      'an unknown stage on an edge',
      'numbers: drop-small.kept',
      'numbers: drop-smal.kept',
      [
        'pipeline.yaml:10:23 stages.scale.inputs.numbers: found the stage drop-smal, which is not declared; expected read-numbers, drop-small, scale or add-up',
        '    Did you mean drop-small?',
      ],
    ],
    [
      'an unknown port on an edge',
      'numbers: drop-small.kept',
      'numbers: drop-small.kep',
      [
        'pipeline.yaml:10:23 stages.scale.inputs.numbers: found the port kep, which drop-small does not have; expected kept',
        '    Did you mean kept?',
      ],
    ],
    [
      'an unknown input',
      'inputs: {numbers: drop-small.kept}',
      'inputs: {numbers: drop-small.kept, weights: scale.scaled}',
      [
        'pipeline.yaml:10:40 stages.scale.inputs.weights: found the unknown input weights, expected numbers',
      ],
    ],
    [
      'a missing edge',
      'inputs: {numbers: drop-small.kept}',
      'inputs: {}',
      [
        'pipeline.yaml:10:5 stages.scale.inputs.numbers: found nothing, expected an output of format number-list@1',
        '    Outputs that fit: read-numbers.numbers, drop-small.kept, scale.scaled.',
      ],
    ],
    [
      'an edge between two formats',
      'lists: [drop-small.kept, scale.scaled]',
      'lists: [drop-small.kept, add-up.total]',
      [
        'pipeline.yaml:12:39 stages.add-up.inputs.lists.1: found add-up.total of format total-folder@1, expected format number-list@1',
        '    Outputs that fit: read-numbers.numbers, drop-small.kept, scale.scaled.',
      ],
    ],
    [
      'a file where an edge is due',
      'numbers: drop-small.kept',
      'numbers: data/small.txt',
      [
        'pipeline.yaml:10:23 stages.scale.inputs.numbers: found the stage data/small, which is not declared; expected read-numbers, drop-small, scale or add-up',
      ],
    ],
    [
      'a list where one edge is due',
      'numbers: drop-small.kept',
      'numbers: [drop-small.kept]',
      [
        'pipeline.yaml:10:23 stages.scale.inputs.numbers: found a list of 1, expected one output of format number-list@1',
      ],
    ],
    [
      'a cycle',
      'inputs: {numbers: read-numbers.numbers}',
      'inputs: {numbers: scale.scaled}',
      [
        'pipeline.yaml:6:3 stages.drop-small: found a cycle: drop-small → scale → drop-small, expected stages to feed only later ones',
        '    Remove one of these edges.',
      ],
    ],
    [
      'a stage without a file',
      '  scale:\n',
      '  scale:\n    uses: stages/scal\n',
      [
        'pipeline.yaml:10:11 stages.scale.uses: found no file stages/scal.ts, expected a stage',
        '    Did you mean stages/scale?',
      ],
    ],
    [
      'an unknown key of a stage',
      'params: {minimum: 2}',
      'parms: {minimum: 2}',
      [
        'pipeline.yaml:8:5 stages.drop-small.parms: found the unknown key parms, expected uses, inputs, params, resources, retries, scale, timeout, env or foreach',
        '    Did you mean params?',
      ],
    ],
    [
      'a key given twice',
      '  scale:\n',
      '  drop-small:\n',
      [
        'pipeline.yaml:9:3: found the key drop-small a second time, expected every key once',
        '    Rename or remove one of the two.',
      ],
    ],
    [
      'text that is no YAML',
      'params: {minimum: 2}',
      'params: {minimum: 2',
      [
        'pipeline.yaml:9:3: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
      ],
    ],
    [
      'a source file that is not there',
      'data/*.txt',
      'data/tiny.txt',
      [
        'pipeline.yaml:5:15 stages.read-numbers.inputs.lists.0: found no file or folder data/tiny.txt (looked at data/tiny.txt)',
        '    Correct the path, or give {url: …, sha256: …} to have the file downloaded.',
      ],
    ],
    [
      'a glob that matches nothing',
      'data/*.txt',
      'data/*.csv',
      [
        'pipeline.yaml:5:15 stages.read-numbers.inputs.lists.0: found no file that matches data/*.csv (looked in .)',
        '    Correct the pattern: * matches within a folder, ** across folders.',
      ],
    ],
    [
      'a folder without fitting files',
      'data/*.txt',
      'stages',
      [
        'pipeline.yaml:5:15 stages.read-numbers.inputs.lists.0: found no file ending in .txt in the folder stages',
        '    Put the files there, or name them one by one whatever they end in.',
      ],
    ],
    [
      'a url without a checksum',
      'data/*.txt',
      '{url: "http://127.0.0.1/x.txt"}',
      [
        "pipeline.yaml:5:15 stages.read-numbers.inputs.lists.0: found no sha256 beside the url, expected the file's SHA-256 of 64 hex digits",
        '    Download http://127.0.0.1/x.txt once and run sha256sum on it.',
      ],
    ],
  ];

  for (const [mistake, from, to, expected] of cases) {
    test(`with ${mistake}`, async () => {
      expect(await problemsOf(from, to)).toEqual(expected);
    });
  }

  test('with several mistakes reports them all at once', async () => {
    const lines = await problemsOf(
      'inputs: {numbers: drop-small.kept}',
      'inputs: {numbers: drop-smal.kept}\n    params: {factor: -1}\n    colour: blue',
      ['--x', 'add-up.total=1', 'read-numbers.lists=nowhere'].slice(1),
    );
    const where = lines.filter(line => !line.startsWith('    ')).map(line => line.split(': ')[0]);
    expect(where).toEqual([
      'pipeline.yaml:12:5 stages.scale.colour',
      '--set add-up.total=1',
      '--set read-numbers.lists=nowhere',
    ]);
  });

  test('an override is named by its flag', async () => {
    const same = ['name: numbers', 'name: numbers'] as const;
    expect(await problemsOf(...same, ['drop-small.minimum=many'])).toEqual([
      '--set drop-small.minimum=many: found "many", expected a number',
    ]);
    expect(await problemsOf(...same, ['drop-smal.minimum=1'])).toEqual([
      '--set drop-smal.minimum=1: found the stage drop-smal, expected read-numbers, drop-small, scale or add-up',
      '    Did you mean drop-small?',
    ]);
    expect(await problemsOf(...same, ['scale.numbers=x'])).toEqual([
      '--set scale.numbers=x: numbers is fed by another stage, expected a parameter or a source input: factor',
      '    Change the edge in the pipeline file.',
    ]);
    expect(await problemsOf(...same, ['scale.factr=3'])).toEqual([
      '--set scale.factr=3: found the name factr, expected a parameter or a source input of scale: factor',
      '    Did you mean factor?',
    ]);
    expect(await problemsOf(...same, ['scale=3'])).toEqual([
      '--set scale=3: expected STAGE.NAME=VALUE',
      '    For example --set train.steps=100',
    ]);
  });

  test('an override takes the place of a value in the file, and a list may repeat file names', async () => {
    await project.write('pipeline.yaml', VALID);
    const small = project.path('data/small.txt');
    const pipeline = await loadPipeline({
      file: project.path('pipeline.yaml'),
      set: ['scale.factor=1e-3', `read-numbers.lists=[${small}, ${small}]`],
    });
    expect(pipeline.nodes[2].params.resolved).toEqual({factor: 0.001});
    const {lists} = pipeline.nodes[0].inputs;
    expect(lists.kind === 'source' && lists.files.map(file => file.name)).toEqual([
      'small.txt',
      'small.txt',
    ]);
  });

  test('a pipeline file that is not there', async () => {
    await expect(loadPipeline({file: project.path('none.yaml')})).rejects.toThrow(
      /none\.yaml: found no such file, expected a pipeline\.\n {4}Name one with --pipeline FILE/,
    );
  });
});
