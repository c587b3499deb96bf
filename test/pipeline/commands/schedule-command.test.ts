// `geneglot schedule` against a crontab of its own, a user folder of systemd's, and the written lines run for real.
import {execFile, spawn} from 'node:child_process';
import {chmod, mkdir, readdir, writeFile} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {scheduleName} from '../../../shared/pipeline/schedule/schedule.ts';
import {createProject, ended, type Output, type Project, waitUntil} from '../project.ts';

const FAKE_CRONTAB = `#!/bin/sh
file=$(dirname "$0")/crontab.txt
case $1 in -l) cat "$file" 2>/dev/null;; -) cat >"$file";; esac
`;

const FAKE_SYSTEMCTL = '#!/bin/sh\necho "$@" >>"$(dirname "$0")/systemctl.txt"\n';

describe('geneglot schedule', () => {
  let project: Project;
  let before: NodeJS.ProcessEnv;

  beforeEach(async () => {
    project = await createProject();
    before = {...process.env};
    await mkdir(project.path('bin'));
    await addTool('crontab', FAKE_CRONTAB);
    await addTool('systemctl', FAKE_SYSTEMCTL);
    process.env.PATH = `${project.path('bin')}:${process.env.PATH}`;
    process.env.XDG_CONFIG_HOME = project.path('config');
  });
  afterEach(async () => {
    process.env = before;
    await project.remove();
  });

  async function addTool(name: string, text: string): Promise<void> {
    await writeFile(project.path('bin', name), text);
    await chmod(project.path('bin', name), 0o755);
  }

  /** Runs a shell line as cron does. */
  function shell(line: string): Promise<Output> {
    return new Promise(done => {
      execFile('/bin/sh', ['-c', line], {cwd: '/'}, (error, out, err) =>
        done({code: error ? Number(error.code) : 0, text: out + err}),
      );
    });
  }

  async function printedLine(...args: string[]): Promise<string> {
    const {text, code} = await project.geneglot('schedule', '--at', '02:30', '--print', ...args);
    expect(code).toBe(0);
    expect(text).toMatch(/^30 2 \* \* \* /);
    return text.trim().slice('30 2 * * * '.length).replaceAll('\\%', '%');
  }

  test('writes one block into the crontab, replaces it, and removes it, leaving other lines', async () => {
    await writeFile(project.path('bin/crontab.txt'), 'MAILTO=me\n1 1 * * * true\n');
    await project.geneglot('schedule', '--at', '02:00');
    await project.geneglot('schedule', '--at', '03:15');
    const crontab = await project.read('bin/crontab.txt');
    expect(crontab).toMatch(/^MAILTO=me\n1 1 \* \* \* true\n# >>> geneglot-/);
    expect(crontab.match(/# >>>/g)).toHaveLength(1);
    expect(crontab).toContain('\n15 3 * * * ');
    await project.geneglot('schedule', '--remove');
    expect(await project.read('bin/crontab.txt')).toBe('MAILTO=me\n1 1 * * * true\n');
  }, 30_000);

  test('writes, enables and removes a systemd timer', async () => {
    const name = scheduleName(project.path('pipeline.yaml'));
    await project.geneglot('schedule', '--at', '02:00', '--via', 'systemd');
    const timer = await project.read(`config/systemd/user/${name}.timer`);
    expect(timer).toContain('OnCalendar=*-*-* 02:00:00\n');
    expect(await project.read('bin/systemctl.txt')).toContain(`--user enable --now ${name}.timer`);
    await project.geneglot('schedule', '--remove', '--via', 'systemd');
    expect(await readdir(project.path('config/systemd/user'))).toEqual([]);
  }, 30_000);

  test('the line brings the pipeline up to date, and does nothing when nothing is new', async () => {
    const line = await printedLine();
    expect((await shell(line)).code).toBe(0);
    expect((await shell(line)).code).toBe(0);
    const log = await project.read('artifacts/.schedule/log.txt');
    expect(log).toContain('4 stages: 4 ran');
    expect(log).toContain('4 stages: 0 ran, 4 up to date');
  }, 30_000);

  test('a failed run says so, runs the command, and keeps its exit code', async () => {
    const hook = `echo "code $GENEGLOT_EXIT_CODE" >${project.path('failed.txt')}`;
    const sets = ['--set', 'drop-small.minimum=50', '--set', 'drop-small.onEmpty=fail'];
    const line = await printedLine('--on-failure', hook, ...sets);
    expect((await shell(line)).code).toBe(1);
    expect(await project.read('failed.txt')).toBe('code 1\n');
    const log = await project.read('artifacts/.schedule/log.txt');
    expect(log).toContain('geneglot: the scheduled run failed with exit code 1');
  }, 30_000);

  test('a run gives way to one that goes on, or waits for it', async () => {
    const [skip, wait] = [await printedLine(), await printedLine('--overlap', 'wait')];
    await mkdir(project.path('artifacts/.schedule'), {recursive: true});
    const holder = spawn('flock', [
      ...[project.path('artifacts/.schedule/lock'), 'sh', '-c', 'echo held; read line'],
    ]);
    const end = ended(holder);
    await new Promise(next => holder.stdout.once('data', next));
    expect((await shell(skip)).code).toBe(0);
    const log = await project.read('artifacts/.schedule/log.txt');
    expect(log).toBe('geneglot: the run before still goes on; this one gives way\n');
    const waiting = shell(wait);
    holder.stdin.end('\n');
    await end;
    expect((await waiting).code).toBe(0);
    await waitUntil(async () =>
      (await project.read('artifacts/.schedule/log.txt')).includes('4 stages: 4 ran'),
    );
  }, 30_000);

  test('mistakes are told before anything is written', async () => {
    expect((await project.geneglot('schedule', '--at', '25:00')).text).toBe(
      '--at: found 25:00, expected a time of day from 00:00 to 23:59, such as 02:00\n',
    );
    expect((await project.geneglot('schedule', '--at', '02:00', '--via', 'at')).text).toBe(
      '--via: found at, expected cron, systemd or slurm\n',
    );
    expect((await project.geneglot('schedule')).text).toContain('--at: found nothing');
  }, 30_000);
});
