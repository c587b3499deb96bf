// `geneglot export argo`: prints the pipeline as an Argo Workflow.
import {stringify} from 'yaml';
import type {PipelineFlags} from '../cli.ts';
import {loadPipeline} from '../load-pipeline.ts';
import {argoWorkflow} from './argo-workflow.ts';

export interface ArgoFlags extends PipelineFlags {
  image: string;
  claim: string;
}

/** Prints the workflow as YAML. */
export async function exportArgo(flags: ArgoFlags): Promise<void> {
  const pipeline = await loadPipeline({...flags, file: flags.pipeline});
  console.log(stringify(argoWorkflow(pipeline, flags), {lineWidth: 0}).trimEnd());
}
