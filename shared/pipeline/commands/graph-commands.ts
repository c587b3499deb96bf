// `geneglot graph` and `stages`: small commands that look at a pipeline.
import {join, resolve} from 'node:path';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {findProject, listStageFiles, loadStage} from '../declare/load-stage.ts';
import {requireInside} from '../declare/outside-code.ts';
import {drawGraph} from '../draw/draw-graph.ts';
import {drawMermaid} from '../draw/draw-mermaid.ts';
import {didYouMean, oneOf, UserError} from '../problem.ts';
import {print, printText} from '../show/print.ts';
import type {AnyStage} from '../stage-contract.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Prints the graph as Mermaid text or as SVG. */
export async function graphCommand(flags: PipelineFlags & {format: string}): Promise<void> {
  const formats = ['mermaid', 'svg'];
  if (!formats.includes(flags.format)) {
    const meant = didYouMean(flags.format, formats);
    throw new UserError(
      `--format: found ${flags.format}, expected ${oneOf(formats)}${meant ? `\n    ${meant}` : ''}`,
    );
  }
  const pipeline = await loadPipeline({...flags, file: flags.pipeline});
  if (flags.format === 'mermaid') return void printText(drawMermaid(pipeline));
  printText(await drawGraph(pipeline));
}

/** Prints every stage of the project's `stages` folder with its sentence, used by a pipeline or not. */
export async function stagesCommand(flags: PipelineFlags): Promise<void> {
  const project = await findProject(process.cwd());
  const files = await listStageFiles(project);
  if (files.length === 0) throw new UserError('found no stages/ folder here or above');
  const bounds = {project, artifacts: resolve(flags.artifacts ?? join(project, 'artifacts'))};
  const load = async (file: string): Promise<AnyStage> => {
    if (!flags.allowOutside) requireInside(join(project, file), file, bounds);
    return loadStage(join(project, file));
  };
  const stages = await Promise.all(files.map(load));
  const width = Math.max(...stages.map(({name}) => name.length));
  for (const stage of stages) print(`${stage.name.padEnd(width)}  ${stage.summary}`);
}
