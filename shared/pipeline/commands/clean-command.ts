// `geneglot clean`: removes the artifacts of stages, but for those that somebody works with.
import {existsSync} from 'node:fs';
import {readdir, rm, rmdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {bytesText} from '../../text/amount-text.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {bytesOf} from '../keys/hash-file.ts';
import {oneOf, shownPath, UserError} from '../problem.ts';
import {print} from '../show/print.ts';
import {listStore, storedStages} from '../store/artifact-folders.ts';
import {removeUnlessInUse} from '../store/remove-stored.ts';
import type {PipelineFlags} from './pipeline-flags.ts';
import {removalOptions} from './removal-options.ts';

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
    print(`${shownPath(folder)}  ${bytesText(await bytesOf(folder).catch(() => 0))}`);
  }
  if (!flags.yes && !(await confirm(`Remove ${folders.length === 1 ? 'it' : 'them'}? [y/N] `))) {
    return print('Nothing was removed.');
  }
  const inUse = await removeStages(pipeline.artifacts, new Set(folders));
  for (const path of inUse) print(`${shownPath(path)}  stays: a run or a job works with it`);
  const rest = inUse.length > 0 ? `, but for ${inUse.length} in use` : '';
  print(`Removed the artifacts of ${folders.length} stages${rest}.`);
}

/** Removes all that lies in the stages' folders but what somebody works with, whose paths it returns. */
async function removeStages(root: string, folders: ReadonlySet<string>): Promise<string[]> {
  const all = await listStore(root);
  const options = {...(await removalOptions(root, all)), keepLatest: false};
  const inUse: string[] = [];
  for (const thing of all.filter(({path}) => folders.has(dirname(path)))) {
    const gone = await removeUnlessInUse(thing, options);
    if (!gone && thing.kind !== 'lock' && existsSync(thing.path)) inUse.push(thing.path);
  }
  for (const folder of folders) await removeIfEmpty(folder);
  return inUse;
}

// A link `latest` leads nowhere once its artifact is gone. A run may begin in the folder at any time, so only an empty
// one goes.
async function removeIfEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const link of names.filter(name => /^\.?latest/.test(name))) {
    if (!existsSync(join(folder, link))) await rm(join(folder, link), {force: true});
  }
  await rmdir(folder).catch(() => undefined);
}

// A stage of the store need not be declared any more; the name of a `foreach` stands for all its items.
function storedOf(name: string, present: readonly string[]): string[] {
  const found = present.filter(stored => stored === name || stored.startsWith(`${name}[`));
  if (found.length > 0) return found;
  throw new UserError(`found no artifacts of ${name}, expected ${oneOf(present)}`);
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
