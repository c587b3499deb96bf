// `geneglot export argo`: prints the pipeline as an Argo Workflow.

import {stringify} from 'yaml';
import {argoWorkflow} from '../argo/argo-workflow.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {print} from '../show/print.ts';
import type {ArgoFlags} from './pipeline-flags.ts';

/** Prints the workflow as YAML. */
export async function exportArgo(flags: ArgoFlags): Promise<void> {
  const pipeline = await loadPipeline({...flags, file: flags.pipeline});
  print(stringify(argoWorkflow(pipeline, flags), {lineWidth: 0}).trimEnd());
}
