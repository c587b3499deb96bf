// Opens what a command works on: the pipeline of its flags, with its store.
import {recallPipeline} from '../declare/load-pipeline.ts';
import {Workspace} from '../run/workspace.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** The workspace of the pipeline that the flags name; whoever opens it closes it. */
export async function openWorkspace(flags: PipelineFlags): Promise<Workspace> {
  const {pipeline, memory} = await recallPipeline({...flags, file: flags.pipeline});
  return Workspace.open(pipeline, memory);
}
