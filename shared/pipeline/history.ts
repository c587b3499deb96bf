// The history of a pipeline: every run leaves one JSON file with what was asked, and how each stage ended.
import {randomBytes} from 'node:crypto';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {RunEvent} from './events.ts';
import {readJson, writeJsonAtomically} from './hash-file.ts';
import {closest, UserError} from './problem.ts';

export type StageOutcome = 'ran' | 'up to date' | 'failed' | 'not run';

export interface RunRecord {
  /** Sorts by start: `20260131-174502-4f1a`. */
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

/** Gathers one run's events into its record. */
export class RunRecorder {
  readonly #startedAt = new Date();
  readonly #stages: RunRecord['stages'] = {};

  /** To be told every event of the run. */
  hear(event: RunEvent): void {
    if (event.type === 'stage-succeeded') {
      const {key, seconds} = event.manifest;
      this.#stages[event.stage] = {outcome: 'ran', key, seconds};
    }
    if (event.type === 'stage-up-to-date') {
      this.#stages[event.stage] = {outcome: 'up to date', key: event.manifest.key};
    }
    if (event.type === 'stage-failed') this.#stages[event.stage] = {outcome: 'failed'};
    if (event.type === 'stage-skipped') this.#stages[event.stage] = {outcome: 'not run'};
  }

  /** Writes the record; a run that cannot leave one is still a run. */
  async save(folder: string, pipeline: string, exitCode: number): Promise<void> {
    const startedAt = this.#startedAt.toISOString();
    const time = startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    const record: RunRecord = {
      id: `${time}-${randomBytes(2).toString('hex')}`,
      ...{pipeline, startedAt, command: process.argv.slice(2)},
      seconds: (Date.now() - this.#startedAt.getTime()) / 1000,
      ...{exitCode, stages: this.#stages},
    };
    await writeJsonAtomically(join(folder, `${record.id}.json`), record).catch(() => undefined);
  }
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
export async function readRun(folder: string, id: string): Promise<RunRecord> {
  const ids = await listRuns(folder);
  const found = id === 'last' ? ids.slice(-1) : ids.filter(known => known.startsWith(id));
  const record =
    found.length === 1
      ? await readJson<RunRecord | undefined>(join(folder, `${found[0]}.json`), undefined)
      : undefined;
  if (record) return record;
  const meant = closest(id, ids);
  throw new UserError(
    `found ${found.length > 1 ? `${found.length} runs that begin with` : 'no run'} ${id}, expected the id of one run\n    ${meant ? `Did you mean ${meant}? ` : ''}geneglot history lists them.`,
  );
}
