// `geneglot graph`, `stages` and `clean`: small commands that look at a pipeline or tidy its store.
import {readdir, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {bytesText} from '../../text/amount-text.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {findProject, listStageFiles, loadStage} from '../declare/load-stage.ts';
import {requireInside} from '../declare/outside-code.ts';
import {drawGraph} from '../draw/draw-graph.ts';
import {drawMermaid} from '../draw/draw-mermaid.ts';
import {bytesOf} from '../keys/hash-file.ts';
import {didYouMean, oneOf, shownPath, UserError} from '../problem.ts';
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
    if (!flags.allowOutside) await requireInside(join(project, file), file, bounds);
    return loadStage(join(project, file));
  };
  const stages = await Promise.all(files.map(load));
  const width = Math.max(...stages.map(({name}) => name.length));
  for (const stage of stages) print(`${stage.name.padEnd(width)}  ${stage.summary}`);
}

/** Names the artifacts of stages, asks, and removes them; downloads and hashes stay. */
export async function cleanCommand(
  stages: readonly string[],
  flags: PipelineFlags & {yes: boolean},
): Promise<void> {
  const pipeline = await loadPipeline({...flags, file: flags.pipeline});
  const present = await storedStages(pipeline.artifacts);
  const named = stages.flatMap(name => storedOf(name, present));
  const folders = (stages.length > 0 ? named : present).map(name => join(pipeline.artifacts, name));
  if (folders.length === 0) return print('There are no artifacts.');
  for (const folder of folders) {
    print(`${shownPath(folder)}  ${bytesText(await bytesOf(folder))}`);
  }
  if (!flags.yes && !(await confirm(`Remove ${folders.length === 1 ? 'it' : 'them'}? [y/N] `))) {
    return print('Nothing was removed.');
  }
  for (const folder of folders) await rm(folder, {recursive: true});
  print(`Removed the artifacts of ${folders.length} stages.`);
}

// A stage of the store need not be declared any more; the name of a `foreach` stands for all its items.
function storedOf(name: string, present: readonly string[]): string[] {
  const found = present.filter(stored => stored === name || stored.startsWith(`${name}[`));
  if (found.length > 0) return found;
  throw new UserError(`found no artifacts of ${name}, expected ${oneOf(present)}`);
}

async function storedStages(artifacts: string): Promise<string[]> {
  const entries = await readdir(artifacts, {withFileTypes: true}).catch(() => []);
  return entries
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
    .sort();
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError('Add --yes to remove them (there is no terminal to ask on).');
  }
  const {createInterface} = await import('node:readline/promises');
  const terminal = createInterface({input: process.stdin, output: process.stdout});
  const answer = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
