// Loads pipeline files of a throw-away project, and finds in what was loaded.
import {mkdir} from 'node:fs/promises';
import {afterAll, beforeAll} from '@jest/globals';
import {loadPipeline} from '../../../shared/pipeline/declare/load-pipeline.ts';
import type {Pipeline, PipelineNode} from '../../../shared/pipeline/declare/pipeline.ts';
import {createProject, type Project} from '../project.ts';

/** Functions that write a file of the suite's project (with a folder `more`) and load it. */
export function pipelineFiles() {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
    await mkdir(project.path('more'));
  });
  afterAll(() => project.remove());
  const write = (path: string, text: string): Promise<void> => project.write(path, text);
  const load = async (
    text: string,
    options: {profile?: string[]; set?: string[]} = {},
    file = 'pipeline.yaml',
  ): Promise<Pipeline> => {
    await write(file, text);
    return loadPipeline({file: project.path(file), ...options});
  };
  return {write, load};
}

export function nodeOf(pipeline: Pipeline, name: string): PipelineNode {
  const found = pipeline.nodes.find(node => node.name === name);
  if (!found) throw new Error(`${name} is none of ${pipeline.nodes.map(node => node.name)}`);
  return found;
}

/** Edges and source files by port, as written in a pipeline file. */
export function inputsOf(node: PipelineNode): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(node.inputs).map(([port, input]) => [
      port,
      input.kind === 'edges'
        ? input.edges.map(edge => `${edge.stage}.${edge.port}`)
        : input.files.map(file => file.name),
    ]),
  );
}
