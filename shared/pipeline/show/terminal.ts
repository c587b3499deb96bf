// Renders a run's events: plain lines for logs and pipes; a terminal gets live bars (terminal-live.ts).

import {bytesText, durationText} from '../../text/amount-text.ts';
import {shownPath} from '../problem.ts';
import type {RunEvent, StageFailure} from '../run/events.ts';
import {describeReason} from '../run/explain-change.ts';
import type {Progress} from '../stage-contract.ts';
import type {Manifest} from '../store/manifest.ts';
import type {Reporter} from './reporter.ts';
import {showCounts, showDone, showPace} from './show-amounts.ts';

const PLAIN_INTERVAL_MS = 5000;

/** One line an event, progress at most every five seconds a stage. */
export function plainReporter(write: (line: string) => void, verbose: boolean): Reporter {
  const pacer = createPacer();
  const lastShown = new Map<string, number>();
  const due = (stage: string): boolean => {
    const now = performance.now();
    const last = lastShown.get(stage);
    lastShown.set(stage, last ?? now);
    if (last === undefined || now - last < PLAIN_INTERVAL_MS) return false;
    lastShown.set(stage, now);
    return true;
  };
  const sink = (event: RunEvent): void => {
    if (event.type === 'stage-progress') {
      const pace = pacer(event.stage, event.progress);
      if (due(event.stage)) write(`${event.stage}: ${progressLine(event.progress, pace)}`);
      return;
    }
    if (event.type === 'download-progress' && !due(event.stage)) return;
    for (const line of describeEvent(event, verbose)) write(line);
  };
  return {sink, close: async () => undefined};
}

/** The lines for everything but progress of a stage. */
export function describeEvent(event: RunEvent, verbose: boolean): string[] {
  switch (event.type) {
    case 'stage-started':
      return [`${event.stage}: started${startNote(event)}`];
    case 'stage-waiting':
      return [`${event.stage}: ${waitNote(event)}`];
    case 'stage-up-to-date':
      return [`${event.stage}: ${upToDateNote(event)}`];
    case 'stage-succeeded':
      return [`${event.stage}: done in ${doneNote(event.manifest)}`];
    case 'stage-retried':
      return [`${event.stage}: ${retryNote(event)}`];
    case 'stage-skipped':
      return [`${event.stage}: not run, ${event.because}`];
    case 'stage-failed':
      return describeFailure(event.stage, event.failure, verbose);
    case 'stage-log':
      return [`${event.stage}: ${event.level === 'warn' ? 'warning: ' : ''}${event.message}`];
    case 'download-progress':
      return [`${event.stage}: downloading ${downloadNote(event)}`];
    default:
      return [];
  }
}

/** ` (params.minGeneSets 5 → 10; resumes where it stopped; last time 41 s)`. */
export function startNote(event: Extract<RunEvent, {type: 'stage-started'}>): string {
  const notes = event.reasons.slice(0, 3).map(describeReason);
  if (event.reasons.length > 3) notes.push(`${event.reasons.length - 3} more changes`);
  if (event.resumes) notes.push('an earlier attempt left its state');
  if (event.expectedSeconds !== undefined && event.expectedSeconds >= 1) {
    notes.push(`last time ${durationText(event.expectedSeconds)}`);
  }
  return notes.length > 0 ? ` (${notes.join('; ')})` : '';
}

/** `waits for the same artifact, held by pid 4711 on host node7`. */
export function waitNote({holder}: Extract<RunEvent, {type: 'stage-waiting'}>): string {
  return `waits for the same artifact, held by pid ${holder.pid} on host ${holder.host}`;
}

/** `attempt 2 of 3, 4 GB, since the one before failed: its process was killed …`. */
export function retryNote(event: Extract<RunEvent, {type: 'stage-retried'}>): string {
  const {attempt, attempts, resources, failure} = event;
  const given = [
    `attempt ${attempt} of ${attempts}`,
    ...(resources.memory === undefined ? [] : [bytesText(resources.memory)]),
    ...(resources.time === undefined ? [] : [durationText(resources.time)]),
  ];
  return `${given.join(', ')}, since the one before failed: ${failure.message.split('\n')[0]}`;
}

/** `up to date`, and whether upstream reran without an effect. */
export function upToDateNote(event: Extract<RunEvent, {type: 'stage-up-to-date'}>): string {
  return event.cutOff ? 'up to date (upstream ran and gave the same)' : 'up to date';
}

/** `41 s: 1,234 sets, 20,000 genes`. */
export function doneNote(manifest: Manifest): string {
  const counts = showCounts(manifest);
  return `${durationText(manifest.seconds)}${counts ? `: ${counts}` : ''}`;
}

/** `c5.gmt.gz 3.4 MB of 10.0 MB`. */
export function downloadNote(event: Extract<RunEvent, {type: 'download-progress'}>): string {
  const total = event.total > 0 ? ` of ${bytesText(event.total)}` : '';
  return `${event.file} ${bytesText(event.done)}${total}`;
}

/** `1,000/20,000 sets (5 %), 210 sets/s, 1 min 30 s left, loss 6.2`. */
export function progressLine(progress: Progress, pace: string): string {
  const percent = progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 0;
  return [`${showDone(progress)} (${percent} %)`, pace, progress.note ?? '']
    .filter(part => part !== '')
    .join(', ');
}

/** Remembers when each stage's progress was first seen, and gives the pace since. */
export function createPacer(): (stage: string, progress: Progress) => string {
  const first = new Map<string, {at: number; done: number; unit: string}>();
  return (stage, progress) => {
    const now = performance.now();
    let start = first.get(stage);
    if (!start || start.unit !== progress.unit || progress.done < start.done) {
      start = {at: now, done: progress.done, unit: progress.unit};
      first.set(stage, start);
    }
    return showPace(progress, (now - start.at) / 1000, start.done);
  };
}

/** What failed, the last of what it printed, where the log is, and how to go on. */
function describeFailure(stage: string, failure: StageFailure, verbose: boolean): string[] {
  if (failure.reason === 'interrupted') {
    return [`${stage}: interrupted; run again to go on (what it saved is kept)`];
  }
  const lines = [`${stage}: failed: ${failure.message}`];
  if (verbose && failure.stack) lines.push(failure.stack);
  lines.push(...(failure.tail ?? []).map(line => `    | ${line}`));
  if (failure.logFile) lines.push(`    Log: ${shownPath(failure.logFile)}`);
  if (failure.reason !== 'invalid') {
    lines.push(
      '    After the cause is removed, run the same command again: finished stages are kept.',
    );
  }
  return lines;
}
