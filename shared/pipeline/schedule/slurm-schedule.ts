// Schedules by Slurm alone: a job that begins at the hour, first submits its successor, then runs.
import {callTool} from './call-tool.ts';
import {quote, type Schedule} from './schedule.ts';

/** The batch script; it reaches its own text through an argument, since Slurm keeps only a copy of the file. */
export function nightlyScript({name, hour, minute, command, log}: Schedule): string {
  const time = [hour, minute].map(part => String(part).padStart(2, '0')).join(':');
  return `#!/bin/bash
again() {
  sbatch --parsable --begin="$(date -d 'tomorrow ${time}' +%FT%T)" --job-name=${name} --output=${quote(log)} \\
    --open-mode=append "$0"
}
# Submitted before the run, so that a run that fails or is killed does not end the schedule.
again
${command}
`;
}

/** Submits the first job of the schedule in place of the one waiting, or removes that. */
export async function installNightly(name: string, schedule: Schedule | undefined): Promise<void> {
  await callTool('scancel', ['--quiet', '--me', '--state=PENDING', `--name=${name}`]);
  if (!schedule) return;
  const {hour, minute, log} = schedule;
  const begin = nextTime(new Date(), hour, minute);
  const options = [
    `--begin=${begin}`,
    `--job-name=${name}`,
    `--output=${log}`,
    '--open-mode=append',
  ];
  await callTool('sbatch', ['--parsable', ...options], nightlyScript(schedule), true);
}

/** The next time of day after `now`, local, as Slurm takes it: `2026-01-31T02:00:00`. */
export function nextTime(now: Date, hour: number, minute: number): string {
  const next = new Date(now);
  next.setHours(hour, minute, 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [next.getFullYear(), two(next.getMonth() + 1), two(next.getDate())].join('-');
  return `${day}T${two(hour)}:${two(minute)}:00`;
}
