// What goes wrong around a run: full and read-only disks, two runs at once, odd clocks, damaged outputs.
import {execFileSync, spawn} from 'node:child_process';
import {rmSync} from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {COMMAND, createProject, ended, type Output, type Project} from '../project.ts';

const SLOW = `name: slow
stages:
  read-numbers: {inputs: {lists: data}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 30, stepMs: 50}}
`;

describe('damaged outputs', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
    await project.geneglot('run');
  }, 30_000);
  afterAll(() => project.remove());

  const output = 'artifacts/scale/latest/scaled.json';

  async function expectRemade(reason: string): Promise<void> {
    const {text, code} = await project.geneglot('run');
    expect(text).toContain(`scale: started (${reason}`);
    expect(text).toContain('4 stages: 1 ran, 3 up to date');
    expect(code).toBe(0);
    expect(await project.json(output)).toEqual([20, 40, 4, 6]);
  }

  test('a truncated output is made again', async () => {
    await truncate(project.path(output), 3);
    await expectRemade('output scaled was changed after it was made');
  });

  test('what a run killed while it set the link `latest` left behind goes with the next start', async () => {
    // Beyond the largest pid Linux gives out, so never alive; our own is.
    const [dead, alive] = ['.latest-4194305', `.latest-${process.pid}`];
    for (const link of [dead, alive]) {
      await symlink('0123456789abcdef', project.path('artifacts/scale', link));
    }
    await truncate(project.path(output), 3);
    await expectRemade('output scaled was changed after it was made');
    const names = await readdir(project.path('artifacts/scale'));
    expect(names).not.toContain(dead);
    expect(names).toContain(alive);
    await unlink(project.path('artifacts/scale', alive));
  });

  test('an output edited by hand is made again', async () => {
    await appendFile(project.path(output), '\n');
    await expectRemade('output scaled was changed after it was made');
  });

  test('an output edited by hand to the same size and time is made again', async () => {
    const text = await project.read(output);
    const past = new Date(Date.now() - 60_000);
    await utimes(project.path(output), past, past);
    await project.geneglot('plan');
    await writeFile(project.path(output), text.replace('20', '21'));
    await utimes(project.path(output), past, past);
    await expectRemade('output scaled was changed after it was made');
  });

  test('an output that is missing is made again', async () => {
    await unlink(project.path(output));
    await expectRemade('output scaled is gone');
  });

  test('an artifact without its manifest, or with half of one, is made again', async () => {
    const manifest = project.path('artifacts/scale/latest/manifest.json');
    await truncate(manifest, 100);
    await expectRemade('its manifest is damaged: it is no JSON');
    await unlink(manifest);
    await expectRemade('its manifest is missing');
  });
});

describe('odd clocks', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
    await project.geneglot('run');
  }, 30_000);
  afterAll(() => project.remove());

  async function setTimes(path: string, daysFromNow: number): Promise<void> {
    const time = new Date(Date.now() + daysFromNow * 86_400_000);
    await utimes(project.path(path), time, time);
  }

  test('files from the future rerun nothing, and their edits are still seen', async () => {
    for (const file of ['data/small.txt', 'stages/scale.ts', 'shared/threshold.ts'])
      await setTimes(file, 400);
    expect((await project.geneglot('plan')).text).toContain('Nothing to run: 4 of 4');
    await writeFile(project.path('data/small.txt'), '1\n2\n8\n');
    await setTimes('data/small.txt', 400);
    expect((await project.geneglot('run')).text).toContain('input lists changed (small.txt)');
  });

  test('artifacts older than their inputs, as after a clock was set back, rerun nothing', async () => {
    for (const stage of ['read-numbers', 'drop-small', 'scale', 'add-up']) {
      const folder = `artifacts/${stage}/latest`;
      for (const name of await readdir(project.path(folder)))
        await setTimes(join(folder, name), -4000);
    }
    expect((await project.geneglot('run')).text).toContain('4 stages: 0 ran, 4 up to date');
  });
});

describe('two runs at once', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
    await project.write('pipeline.yaml', SLOW);
  });
  afterEach(() => project.remove());

  test('share their work: the second waits, says for whom, and takes what the first made', async () => {
    const hold = project.path('hold');
    await project.write('hold', '');
    let text = '';
    const takeIn = (part: Buffer) => {
      text += part;
      if (text.includes('chain-steps: waits')) rmSync(hold, {force: true});
    };
    const runs = [0, 1].map(() => {
      const args = [COMMAND, 'run', '--set', `chain-steps.hold=${hold}`];
      const run = spawn(process.execPath, args, {cwd: project.folder});
      for (const stream of [run.stdout, run.stderr]) stream.on('data', takeIn);
      return ended(run);
    });
    expect(await Promise.all(runs)).toEqual([0, 0]);
    expect(text.match(/chain-steps: done/g)).toHaveLength(1);
    expect(text).toMatch(
      /chain-steps: waits for the same artifact, held by pid \d+ on host \S+\n[\s\S]*chain-steps: up to date/,
    );
    const again = await project.geneglot('run', '--set', `chain-steps.hold=${hold}`);
    expect(again.text).toContain('2 stages: 0 ran, 2 up to date');
    const names = await project.artifactNames('chain-steps');
    expect(names.filter(name => name.startsWith('.'))).toEqual([]);
  }, 60_000);

  test('on different parameters do not wait for each other', async () => {
    const outputs = await Promise.all([
      project.geneglot('run', '--set', 'chain-steps.steps=20'),
      project.geneglot('run', '--set', 'chain-steps.steps=21'),
    ]);
    expect(outputs.map(({code}) => code)).toEqual([0, 0]);
    expect(outputs.map(({text}) => text).join('')).not.toContain('chain-steps: waits');
  }, 60_000);

  test('the waiting one takes over when the first is killed', async () => {
    const first = project.start('run');
    const state = async (): Promise<boolean> =>
      (await project.artifactNames('chain-steps')).some(name => name.startsWith('.lock-'));
    while (!(await state())) await new Promise(next => setTimeout(next, 20));
    const second = project.geneglot('run');
    await new Promise(next => setTimeout(next, 800));
    first.kill('SIGKILL');
    const {text, code} = await second;
    expect(code).toBe(0);
    expect(text).toContain('chain-steps: done');
    expect(await project.json('artifacts/chain-steps/latest/chain.json')).toHaveLength(30);
  }, 60_000);
});

describe('a disk', () => {
  let project: Project;
  let disk: string;
  let mounted = false;

  beforeEach(async () => {
    project = await createProject();
    disk = await realpath(await mkdtemp(join(tmpdir(), 'geneglot-disk-')));
    mounted = attempt('mount', '-t', 'tmpfs', '-o', 'size=512k', 'none', disk);
    if (!mounted) console.warn('skipped: mounting a small disk needs the rights of root');
  });
  afterEach(async () => {
    if (mounted) attempt('umount', disk);
    await rm(disk, {recursive: true, force: true});
    await project.remove();
  });

  function attempt(command: string, ...args: string[]): boolean {
    try {
      execFileSync(command, args, {stdio: 'ignore'});
      return true;
    } catch {
      return false;
    }
  }

  function run(): Promise<Output> {
    return project.geneglot('run', '--artifacts', join(disk, 'artifacts'));
  }

  test('that fills up fails the stage with the cause, and a rerun goes on when there is room', async () => {
    if (!mounted) return;
    await project.edit(
      'stages/scale.ts',
      'await outputs.scaled.write(',
      "const {writeFile} = await import('node:fs/promises');\n    await writeFile(outputs.scaled.path + '.big', Buffer.alloc(400_000));\n    await outputs.scaled.write(",
    );
    await writeFile(join(disk, 'ballast'), Buffer.alloc(300_000));
    const {text, code} = await run();
    expect(code).toBe(1);
    expect(text).toContain('scale: failed: the disk is full (ENOSPC in write)');
    expect(text).toContain('4 stages: 2 ran, 1 failed, 1 not run');
    await unlink(join(disk, 'ballast'));
    const rerun = await run();
    expect(rerun.text).toContain('4 stages: 2 ran, 2 up to date');
    expect(rerun.code).toBe(0);
  }, 30_000);

  test('that is full from the start is told in one line with the remedy', async () => {
    if (!mounted) return;
    await writeFile(join(disk, 'ballast'), Buffer.alloc(600_000)).catch(() => undefined);
    const {text, code} = await run();
    expect(code).toBe(1);
    expect(text).toMatch(/read-numbers: failed: .*the disk is full \(ENOSPC\), expected a folder/);
    expect(text).toContain('or name another folder with --artifacts');
    expect(text).not.toContain('    at ');
  }, 30_000);

  test('that is read-only still tells what is up to date, and says why it cannot run more', async () => {
    if (!mounted) return;
    await run();
    attempt('mount', '-o', 'remount,ro', disk);
    expect((await run()).text).toContain('4 stages: 0 ran, 4 up to date');
    await project.edit('stages/scale.ts', '* params.factor', '/ params.factor');
    const {text, code} = await run();
    expect(code).toBe(1);
    expect(text).toMatch(/scale: failed: .*the file system is read-only \(EROFS\)/);
  }, 30_000);
});

describe('a stage', () => {
  test('that exits with 0 before it is done has not succeeded', async () => {
    const project = await createProject();
    await project.edit(
      'stages/scale.ts',
      'await outputs.scaled',
      'process.exit(0);\n    await outputs.scaled',
    );
    const {text, code} = await project.geneglot('run');
    expect(code).toBe(1);
    expect(text).toContain('scale: failed: its process ended with exit code 0 before it was done');
    expect(await project.artifactNames('scale')).toEqual([expect.stringMatching(/^\.state-/)]);
    await project.remove();
  }, 30_000);

  test('that was started by a run that is gone touches nothing', async () => {
    const project = await createProject();
    await mkdir(project.path('state'));
    const script = join(import.meta.dirname, '../../../shared/pipeline/stage-process/run-stage.ts');
    const request = project.path('state/request.json');
    await writeFile(request, '{}');
    const args = ['--import', 'tsx', script, request, '--runner', '1'];
    expect(() => execFileSync(process.execPath, args, {stdio: 'ignore'})).toThrow('Command failed');
    const {pid} = JSON.parse(await readFile(project.path('state/process.json'), 'utf8'));
    expect(pid).toBeGreaterThan(0);
    expect(await readdir(project.path('state'))).toEqual(['process.json', 'request.json']);
    await project.remove();
  }, 30_000);
});
