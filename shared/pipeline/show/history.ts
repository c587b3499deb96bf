// The history of a pipeline: every run leaves one JSON file with its command line, and how each stage ended.
import {randomBytes} from 'node:crypto';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {
  type Check,
  isNumber,
  isText,
  isTime,
  listOf,
  mappingOf,
  optional,
  shape,
} from '../checks.ts';
import {readJson} from '../json-file.ts';
import {isKey, isStageName} from '../names.ts';
import {closest, shownPath, UserError} from '../problem.ts';
import {writeJsonAtomically} from '../write-safely.ts';
import type {RunRecord, StageState} from './run-record.ts';

type StageOutcome = 'ran' | 'up to date' | 'failed' | 'not run';

/** A run of the past, as it is kept. */
export interface PastRun {
  /** Sorts by start, to the millisecond: `20260131-174502385-4f1a`. */
  id: string;
  pipeline: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Arguments of the command line. */
  command: string[];
  seconds: number;
  exitCode: number;
  /** How each stage ended, and the key of its artifact if it has one. */
  stages: Record<string, {outcome: StageOutcome; key?: string; seconds?: number}>;
}

const OUTCOMES: Record<StageState, StageOutcome> = {
  ran: 'ran',
  'up-to-date': 'up to date',
  failed: 'failed',
  'not-run': 'not run',
  waiting: 'not run',
  running: 'not run',
};

const isPastRun: Check = shape({
  ...{id: isText, pipeline: isText, startedAt: isTime, command: listOf(isText)},
  ...{seconds: isNumber, exitCode: isNumber},
  stages: mappingOf(
    shape({outcome: isText, key: optional(isKey), seconds: optional(isNumber)}),
    isStageName,
  ),
});

/** Keeps a finished run; one that cannot be kept is still a run. */
export async function saveRun(record: RunRecord, folder: string, exitCode: number): Promise<void> {
  const {pipeline, startedAt, seconds} = record;
  const time = startedAt.slice(0, 23).replace(/[-:.]/g, '').replace('T', '-');
  const stages = [...record.stages.values()].map(({stage, state, manifest}) => [
    stage,
    {
      outcome: OUTCOMES[state],
      ...(manifest && {key: manifest.key}),
      ...(manifest && state === 'ran' && {seconds: manifest.seconds}),
    },
  ]);
  const run: PastRun = {
    id: `${time}-${randomBytes(2).toString('hex')}`,
    ...{pipeline, startedAt, command: process.argv.slice(2), seconds, exitCode},
    stages: Object.fromEntries(stages),
  };
  await writeJsonAtomically(join(folder, `${run.id}.json`), run).catch(() => undefined);
}

/** Where the runs of these artifacts are recorded. */
export function historyFolder(artifacts: string): string {
  return join(artifacts, '.cache', 'runs');
}

/** Ids of all recorded runs, oldest first. */
export async function listRuns(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -5))
    .sort();
}

/** One recorded run, by its id, the beginning of it, or `last`. */
export async function readRun(folder: string, id: string): Promise<PastRun> {
  const ids = await listRuns(folder);
  const found = id === 'last' ? ids.slice(-1) : ids.filter(known => known.startsWith(id));
  const record =
    found.length === 1
      ? await readJson<PastRun | undefined>(join(folder, `${found[0]}.json`), undefined)
      : undefined;
  if (record && isPastRun(record)) return record;
  if (found.length === 1) {
    throw new UserError(
      `${shownPath(join(folder, `${found[0]}.json`))}: found no record of a run, expected what geneglot run wrote\n    Remove the file.`,
    );
  }
  const meant = closest(id, ids);
  throw new UserError(
    `found ${found.length > 1 ? `${found.length} runs that begin with` : 'no run'} ${id}, expected the id of one run\n    ${meant ? `Did you mean ${meant}? ` : ''}geneglot history lists them.`,
  );
}
