// The pipeline as an Argo Workflow: a DAG of the same stages, their store on a volume that all pods mount.
// Reference: argoproj.io/v1alpha1, github.com/argoproj/argo-workflows, api/jsonschema/schema.json.
import {relative} from 'node:path';
import type {Pipeline, PipelineNode} from '../declare/pipeline.ts';
import type {Resources} from '../declare/resources.ts';

export interface ArgoOptions {
  /** Container image that holds the project, with its packages installed, in its working directory. */
  image: string;
  /** Persistent volume claim of the store; several pods mount it at once. */
  claim: string;
  /** Names of --profile flags. */
  profile: readonly string[];
  /** Values of --set flags. */
  set: readonly string[];
  allowOutside: boolean;
}

const STORE = '/artifacts';

/** The workflow, ready for `argo submit` once it is written as YAML. */
export function argoWorkflow(pipeline: Pipeline, options: ArgoOptions): object {
  const {nodes, name} = pipeline;
  const names = taskNames(nodes);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {generateName: `${resourceName(name)}-`},
    spec: {
      entrypoint: 'pipeline',
      volumes: [{name: 'artifacts', persistentVolumeClaim: {claimName: options.claim}}],
      templates: [
        {name: 'pipeline', dag: {failFast: false, tasks: nodes.map(node => dagTask(node, names))}},
        ...nodes.map(node => stageTemplate(node, names, pipeline, options)),
      ],
    },
  };
}

type TaskNames = ReadonlyMap<string, string>;

/** Names of tasks by stage: those of a `foreach` hold characters that Argo takes in no name. */
function taskNames(nodes: readonly PipelineNode[]): TaskNames {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const {name} of nodes) {
    const plain = name.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '');
    let task = plain;
    for (let count = 2; taken.has(task); count++) task = `${plain}-${count}`;
    taken.add(task);
    names.set(name, task);
  }
  return names;
}

function dagTask({name, dependencies}: PipelineNode, names: TaskNames): object {
  return {
    name: names.get(name),
    template: `stage-${names.get(name)}`,
    ...(dependencies.length > 0 && {
      depends: dependencies.map(dependency => names.get(dependency)).join(' && '),
    }),
  };
}

// Every pod asks the store first, so a stage that is up to date costs the start of a pod and nothing more.
function stageTemplate(
  {name, resources}: PipelineNode,
  names: TaskNames,
  {file, project, nodes}: Pipeline,
  {image, profile, set, allowOutside}: ArgoOptions,
): object {
  // Every pod reads the whole pipeline, and with it every stage's declared environment.
  const env = Object.assign({}, ...nodes.map(node => node.env));
  return {
    name: `stage-${names.get(name)}`,
    ...(resources.time !== undefined && {activeDeadlineSeconds: String(Math.ceil(resources.time))}),
    container: {
      image,
      command: ['node', 'bin/geneglot.mjs'],
      args: [
        ...['run', '--only', name],
        ...['--pipeline', relative(project, file), '--artifacts', STORE, '--executor', 'local'],
        ...(allowOutside ? ['--allow-outside'] : []),
        ...profile.flatMap(value => ['--profile', value]),
        ...set.flatMap(value => ['--set', value]),
      ],
      ...(Object.keys(env).length > 0 && {
        env: Object.entries(env).map(([variable, value]) => ({name: variable, value})),
      }),
      resources: containerResources(resources),
      volumeMounts: [{name: 'artifacts', mountPath: STORE}],
    },
  };
}

// Memory and GPUs are limits that Kubernetes enforces; unused cores of a node stay free to use.
function containerResources({cpus, memory, gpus}: Resources): object {
  const limits = {
    ...(memory !== undefined && {memory: String(Math.ceil(memory))}),
    ...(gpus > 0 && {'nvidia.com/gpu': String(gpus)}),
  };
  return {
    requests: {cpu: String(cpus), ...limits},
    ...(Object.keys(limits).length > 0 && {limits}),
  };
}

/** A name as Kubernetes takes it: lower-case letters, digits and hyphens. */
function resourceName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'pipeline' : plain;
}
