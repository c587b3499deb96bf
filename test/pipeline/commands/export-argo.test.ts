// `geneglot export argo`: the same stages and edges, profiles and environment.
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {createProject, type Project} from '../project.ts';

interface Workflow {
  spec: {
    entrypoint: string;
    templates: {
      name: string;
      dag?: {tasks: {name: string; template: string; depends?: string}[]};
      activeDeadlineSeconds?: string;
      container?: {args: string[]; env?: object[]; resources: object; volumeMounts: object[]};
    }[];
  };
}

let project: Project;

beforeAll(async () => {
  project = await createProject();
});

afterAll(() => project.remove());

test('is a DAG of the same stages, each of which runs alone against the store', async () => {
  const {text, code} = await project.geneglot('export', 'argo', '--set', 'scale.factor=3');
  expect(code).toBe(0);
  const {spec} = parse(text) as Workflow;
  const [entry, ...stages] = spec.templates;
  expect(entry.name).toBe(spec.entrypoint);
  expect(entry.dag?.tasks).toEqual([
    {name: 'read-numbers', template: 'stage-read-numbers'},
    {name: 'drop-small', template: 'stage-drop-small', depends: 'read-numbers'},
    {name: 'scale', template: 'stage-scale', depends: 'drop-small'},
    {name: 'add-up', template: 'stage-add-up', depends: 'drop-small && scale'},
  ]);
  expect(stages.map(({name}) => name)).toEqual(entry.dag?.tasks.map(task => task.template));
  expect(stages[2].container?.args).toEqual([
    ...[
      'run',
      '--only',
      'scale',
      '--pipeline',
      'pipeline.yaml',
      '--artifacts',
      '/artifacts',
      '--executor',
      'local',
    ],
    ...['--set', 'scale.factor=3'],
  ]);
  expect(stages[2].container?.volumeMounts).toEqual([{name: 'artifacts', mountPath: '/artifacts'}]);
}, 30_000);

test('names the stages of a foreach as Argo can, with profiles and environment', async () => {
  const own = await createProject();
  await own.edit(
    'pipeline.yaml',
    '  scale:',
    '  scale:\n    env: {MODE: quick}\n    foreach: {factor: [a_b, a-b]}',
  );
  await own.edit('pipeline.yaml', 'name:', 'profiles: {night: {defaults: {retries: 1}}}\nname:');
  const {text} = await own.geneglot('export', 'argo', '--profile', 'night');
  await own.remove();
  const [entry, ...stages] = (parse(text) as Workflow).spec.templates;
  const names = entry.dag?.tasks.map(({name}) => name) ?? [];
  expect(names).toEqual(expect.arrayContaining(['scale-a-b', 'scale-a-b-2']));
  const scale = stages.find(({name}) => name === 'stage-scale-a-b');
  expect(scale?.container?.args.slice(0, 3)).toEqual(['run', '--only', 'scale[a_b]']);
  expect(scale?.container?.args).toEqual(expect.arrayContaining(['--profile', 'night']));
  expect(scale?.container?.env).toEqual([{name: 'MODE', value: 'quick'}]);
}, 30_000);
