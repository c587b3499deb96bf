// Schedules by cron: our lines stand between two markers, all others stay as they are.
import {callTool} from './call-tool.ts';
import type {Schedule} from './schedule.ts';

/** The crontab with the schedule's lines replaced, added, or, without a schedule, removed. */
export function editCrontab(crontab: string, name: string, schedule: Schedule | undefined): string {
  const [begin, end] = [`# >>> ${name} >>>`, `# <<< ${name} <<<`];
  const kept: string[] = [];
  let inside = false;
  for (const line of crontab.split('\n')) {
    if (line === begin) inside = true;
    if (!inside) kept.push(line);
    if (line === end) inside = false;
  }
  while (kept.at(-1) === '') kept.pop();
  if (schedule) kept.push(begin, cronLine(schedule), end);
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}

/** `0 2 * * * command`; cron would take a bare % for a line break. */
export function cronLine({hour, minute, command}: Schedule): string {
  return `${minute} ${hour} * * * ${command.replaceAll('%', '\\%')}`;
}

/** Writes or removes the schedule's lines in the user's crontab. */
export async function installCron(name: string, schedule: Schedule | undefined): Promise<void> {
  const {ok, stdout} = await callTool('crontab', ['-l']);
  // A user without a crontab gets exit code 1 and no text.
  const before = ok ? stdout : '';
  const after = editCrontab(before, name, schedule);
  if (after === before) return;
  await callTool('crontab', ['-'], after, true);
}
