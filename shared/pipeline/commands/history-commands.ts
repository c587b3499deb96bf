// `geneglot history` and `geneglot log STAGE`: what was run before, and what a stage printed.
import {createReadStream} from 'node:fs';
import {lstat, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {durationText} from '../../text/amount-text.ts';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {requireStage} from '../declare/select-stages.ts';
import {shownPath, UserError} from '../problem.ts';
import {historyFolder, listRuns, type PastRun, readRun} from '../show/history.ts';
import {print, printPiece} from '../show/print.ts';
import type {PipelineFlags} from './pipeline-flags.ts';

/** Prints one line a run, the latest last. */
export async function historyCommand(flags: PipelineFlags & {last: number}): Promise<void> {
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const folder = historyFolder(artifacts);
  const ids = (await listRuns(folder)).slice(-flags.last);
  if (ids.length === 0) return print('There are no recorded runs.');
  const records = await Promise.all(ids.map(id => readRun(folder, id)));
  print(records.map(describeRun).join('\n'));
}

/** Prints the log of a stage's last attempt: of an unfinished one if there is one, else of its artifact. */
export async function logCommand(name: string, flags: PipelineFlags): Promise<void> {
  const pipeline = await loadPipeline({...flags, file: flags.pipeline});
  const stage = requireStage(pipeline, name);
  const file = await newestLog(join(pipeline.artifacts, stage));
  if (!file) {
    throw new UserError(
      `found no log of ${stage}, expected one that a run has left\n    Run it first: geneglot run ${stage}`,
    );
  }
  try {
    for await (const text of createReadStream(file, 'utf8')) {
      if (!(await printPiece(text))) return;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(
      `${shownPath(file)}: found that another command removed it just now, expected the log of ${stage}\n    Run it again.`,
    );
  }
}

async function newestLog(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const logs = await Promise.all(
    names
      .filter(name => name !== 'latest')
      .map(async name => {
        const file = join(folder, name, 'log.txt');
        // A pipe in its place is not waited for.
        const found = await lstat(file).catch(() => undefined);
        return {file, at: found?.isFile() ? found.mtimeMs : Number.NEGATIVE_INFINITY};
      }),
  );
  const newest = logs.reduce((a, b) => (b.at > a.at ? b : a), {file: '', at: -Infinity});
  return newest.file || undefined;
}

function describeRun({id, startedAt, command, stages, seconds, exitCode}: PastRun): string {
  const outcomes = Object.values(stages).map(({outcome}) => outcome);
  const counts = (['ran', 'up to date', 'failed', 'not run'] as const)
    .map(outcome => ({outcome, count: outcomes.filter(each => each === outcome).length}))
    .filter(({count}) => count > 0)
    .map(({outcome, count}) => `${count} ${outcome}`);
  const at = startedAt.slice(0, 16).replace('T', ' ');
  return `${id}  ${at} UTC  ${durationText(seconds)}  exit ${exitCode}  ${counts.join(', ')}  ${command.join(' ')}`;
}
