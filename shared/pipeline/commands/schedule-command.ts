// `geneglot schedule`: writes, shows or removes a daily run.

import {dirname, resolve} from 'node:path';
import {loadPipeline} from '../declare/load-pipeline.ts';
import {oneOf, UserError} from '../problem.ts';
import {cronLine, installCron} from '../schedule/cron.ts';
import {describeSchedule, type Schedule, scheduleName} from '../schedule/schedule.ts';
import {installNightly, nightlyScript} from '../schedule/slurm-schedule.ts';
import {installTimer, unitFiles} from '../schedule/systemd.ts';
import {print} from '../show/print.ts';
import {makeFolder} from '../write-safely.ts';
import type {ScheduleCommandFlags} from './pipeline-flags.ts';

interface Kind {
  show(schedule: Schedule): string;
  install(name: string, schedule: Schedule | undefined): Promise<void>;
}

const KINDS: Record<string, Kind> = {
  cron: {show: cronLine, install: installCron},
  systemd: {
    show: schedule =>
      Object.entries(unitFiles(schedule))
        .map(([file, text]) => `# ${file}\n${text}`)
        .join('\n'),
    install: installTimer,
  },
  slurm: {show: nightlyScript, install: installNightly},
};

/** Writes, shows or removes the daily run of the pipeline. */
export async function scheduleCommand(flags: ScheduleCommandFlags): Promise<void> {
  const {via, at} = flags;
  const kind = Object.hasOwn(KINDS, via) ? KINDS[via] : undefined;
  if (!kind) throw unknownValue('--via', via, Object.keys(KINDS));
  if (!['skip', 'wait'].includes(flags.overlap)) {
    throw unknownValue('--overlap', flags.overlap, ['skip', 'wait']);
  }
  const name = scheduleName(flags.pipeline);
  if (flags.remove) {
    await kind.install(name, undefined);
    return print(`Removed ${name} from ${via}.`);
  }
  if (!at) throw new UserError('--at: found nothing, expected a time of day, such as --at 02:00');
  // A mistake in the pipeline is better shown now than in a log at night.
  const {artifacts} = await loadPipeline({...flags, file: flags.pipeline});
  const schedule = describeSchedule({...flags, at}, artifacts, runArguments(flags, artifacts));
  if (flags.print) return print(kind.show(schedule));
  makeFolder(dirname(schedule.log));
  await kind.install(name, schedule);
  print(`${name}: every day at ${at} by ${via}; its log is ${schedule.log}`);
}

function runArguments(flags: ScheduleCommandFlags, artifacts: string): string[] {
  const {pipeline, profile, set, cache, cacheKey, allowOutside, executor, sbatch} = flags;
  return [
    ...['--pipeline', resolve(pipeline), '--artifacts', artifacts],
    ...(cache ? ['--cache', resolve(cache)] : []),
    ...(cacheKey ? ['--cache-key', resolve(cacheKey)] : []),
    ...(allowOutside ? ['--allow-outside'] : []),
    ...profile.flatMap(name => ['--profile', name]),
    ...set.flatMap(value => ['--set', value]),
    ...(executor ? ['--executor', executor] : []),
    ...sbatch.map(option => `--sbatch=${option}`),
  ];
}

function unknownValue(flag: string, found: string, known: readonly string[]): UserError {
  return new UserError(`${flag}: found ${found}, expected ${oneOf(known)}`);
}
