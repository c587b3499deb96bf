import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {argoWorkflow} from '../../../shared/pipeline/argo/argo-workflow.ts';
import {loadPipeline} from '../../../shared/pipeline/declare/load-pipeline.ts';
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

test('says what a stage may use', async () => {
  const pipeline = await loadPipeline({file: project.path('pipeline.yaml')});
  pipeline.nodes[0].resources = {cpus: 4, memory: 2e9, gpus: 1, time: 3600};
  const {spec} = argoWorkflow(pipeline, {
    image: 'i',
    claim: 'c',
    profile: [],
    set: [],
    allowOutside: true,
  }) as Workflow;
  expect(spec.templates[1].activeDeadlineSeconds).toBe('3600');
  expect(spec.templates[1].container?.args).toContain('--allow-outside');
  expect(spec.templates[1].container?.resources).toEqual({
    requests: {cpu: '4', memory: '2000000000', 'nvidia.com/gpu': '1'},
    limits: {memory: '2000000000', 'nvidia.com/gpu': '1'},
  });
});
