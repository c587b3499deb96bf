// A pipeline with one mistake in it, and the whole text that is printed of it.
import {mkdir} from 'node:fs/promises';
import {
  loadPipeline,
  type PipelineOptions,
} from '../../../../shared/pipeline/declare/load-pipeline.ts';
import type {Project} from '../../project.ts';

/** The pipeline that the mistakes are made in. */
export const VALID = `name: numbers
stages:
  read-numbers:
    inputs: {lists: data/*.txt}
  drop-small:
    inputs: {numbers: read-numbers.numbers}
    params: {minimum: 2}
  scale:
    inputs: {numbers: drop-small.kept}
  add-up:
    inputs: {lists: [drop-small.kept, scale.scaled]}
`;

export interface Mistake {
  mistake: string;
  /** The pipeline file; VALID when absent. */
  file?: string;
  /** A piece of VALID, and what stands in its place. */
  replace?: [from: string, to: string];
  /** A file more/child.yaml, which is then the one that is loaded. */
  child?: string;
  /** A file more/base.yaml. */
  base?: string;
  options?: Omit<PipelineOptions, 'file'>;
  /** All that is printed, paths relative to the project. */
  told: string;
}

/** What loading the pipeline with this mistake prints; empty when nothing is wrong. */
export async function messageOf(project: Project, mistake: Mistake): Promise<string> {
  const {file = VALID, replace: [from, to] = ['', ''], child, base, options} = mistake;
  if (!file.includes(from)) throw new Error(`VALID does not hold ${from}`);
  await mkdir(project.path('more'), {recursive: true});
  await project.write(
    'pipeline.yaml',
    file.replace(from, () => to),
  );
  if (child !== undefined) await project.write('more/child.yaml', child);
  if (base !== undefined) await project.write('more/base.yaml', base);
  const loaded = project.path(child === undefined ? 'pipeline.yaml' : 'more/child.yaml');
  const message = await loadPipeline({...options, file: loaded}).then(
    () => '',
    error => String(error.message),
  );
  return message.replaceAll(`${project.folder}/`, '').replaceAll(project.folder, '.');
}
