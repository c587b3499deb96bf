// Whatever holds a stage up when it is stopped, a loop, a call of the system or one in another thread, it ends at once.
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';
import {COMMAND, createProject, ended, type Project, waitUntil} from '../project.ts';

/** Code that takes many seconds and lets no listener of a signal have its turn, or leaves threads at work. */
const HOLDS: Readonly<Record<string, string>> = {
  'a loop': 'for (const end = Date.now() + 30_000; Date.now() < end; );',
  'a chain of promises': 'for (const end = Date.now() + 30_000; Date.now() < end; ) await null;',
  'a call of the system': 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000);',
  'calls in the pool of threads':
    "await Promise.all([1, 2, 3, 4].map(() => promisify(pbkdf2)('a', 'b', 3e7, 64, 'sha512')));",
  'a thread':
    "new Worker('for (;;);', {eval: true}); for (const end = Date.now() + 30_000; Date.now() < end; ) await null;",
};

const STAGE = (hold: string) => `import {pbkdf2} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {Worker} from 'node:worker_threads';
import {z} from 'zod';
import {stage} from '../../../../shared/pipeline/stage.ts';
import {numberList} from '../shared/number-list.ts';
void [pbkdf2, promisify, Worker];
export default stage(import.meta.url, {
  summary: 'Hold on.',
  inputs: {},
  outputs: {numbers: numberList},
  params: z.strictObject({}),
  async run({outputs, stateFolder, scratchFolder}) {
    await outputs.numbers.write([]);
    writeFileSync(join(scratchFolder, 'large.bin'), 'much');
    writeFileSync(join(stateFolder, '../../../../holds'), '');
    ${hold}
  },
});
`;

/** A stop is at once when it takes no longer than this, on a machine that has nothing else to do. */
const AT_ONCE_MS = 2000;

let project: Project;
beforeAll(async () => {
  project = await createProject();
  await project.write('pipeline.yaml', 'name: held\nstages:\n  hold-on: {}\n');
});
afterAll(() => project.remove());

function start(): ChildProcess {
  // A group of its own, as a terminal gives it to a command.
  return spawn(process.execPath, [COMMAND, 'run'], {
    cwd: project.folder,
    stdio: 'ignore',
    detached: true,
  });
}

test('a stage stopped at a random moment ends within two seconds and leaves nothing behind', async () => {
  const random = createRandom(20);
  const took: number[] = [];
  for (const [name, hold] of Object.entries(HOLDS)) {
    await project.write('stages/hold-on.ts', STAGE(hold));
    const run = start();
    const end = ended(run);
    await waitUntil(async () => existsSync(project.path('holds')));
    await wait(random.int(400));
    const signal = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[random.int(3)];
    // Ctrl+C reaches all of a terminal's group, a kill the runner alone.
    const stopped = performance.now();
    process.kill(signal === 'SIGINT' ? -run.pid! : run.pid!, signal);
    expect([name, signal, await end]).toEqual([name, signal, 130]);
    took.push(performance.now() - stopped);
    const [state, ...others] = await project.artifactNames('hold-on');
    expect([name, others]).toEqual([name, []]);
    expect(existsSync(project.path('artifacts/hold-on', state, 'scratch'))).toBe(false);
    await rm(project.path('holds'));
    await rm(project.path('artifacts'), {recursive: true});
  }
  // The middle of the tries, since the machine may be busy.
  expect(took.sort((a, b) => a - b)[took.length >> 1]).toBeLessThan(AT_ONCE_MS);
  expect(took.at(-1)).toBeLessThan(5 * AT_ONCE_MS);
}, 120_000);
