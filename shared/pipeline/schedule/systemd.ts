// Schedules by a systemd timer of the user, which also catches up on a run missed while the machine was off.

import {rm, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {makeFolder} from '../write-safely.ts';
import {callTool} from './call-tool.ts';
import type {Schedule} from './schedule.ts';

/** The unit files by name. */
export function unitFiles(schedule: Schedule): Record<string, string> {
  const {name, hour, minute, command} = schedule;
  const time = [hour, minute].map(part => String(part).padStart(2, '0')).join(':');
  // systemd expands % and $ by itself, before the shell sees them.
  const escaped = command.replace(/[\\"]/g, String.raw`\$&`).replace(/[%$]/g, '$&$&');
  return {
    [`${name}.service`]: `[Unit]\nDescription=geneglot run\n\n[Service]\nType=oneshot\nExecStart=/bin/sh -c "${escaped}"\n`,
    [`${name}.timer`]: `[Unit]\nDescription=geneglot run every day at ${time}\n\n[Timer]\nOnCalendar=*-*-* ${time}:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n`,
  };
}

/** Writes and starts the timer, or stops and removes it. */
export async function installTimer(name: string, schedule: Schedule | undefined): Promise<void> {
  const config = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  const folder = join(config, 'systemd/user');
  if (!schedule) {
    await callTool('systemctl', ['--user', 'disable', '--now', `${name}.timer`]);
    for (const kind of ['timer', 'service'])
      await rm(join(folder, `${name}.${kind}`), {force: true});
    return void (await callTool('systemctl', ['--user', 'daemon-reload']));
  }
  makeFolder(folder);
  for (const [file, text] of Object.entries(unitFiles(schedule))) {
    await writeFile(join(folder, file), text);
  }
  await callTool('systemctl', ['--user', 'daemon-reload'], '', true);
  await callTool('systemctl', ['--user', 'enable', '--now', `${name}.timer`], '', true);
}
