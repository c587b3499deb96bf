// Sources edited and put back, upstream outputs touched, and runners killed and started anew, at any moment of a run on
// Slurm: each artifact holds what its key says, and the next run gives the right bytes.
import {utimes} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import type {Random} from '../../../shared/stats/random.ts';
import {createProject, type Project} from '../../pipeline/project.ts';
import {FakeSlurm, type SlurmRun} from '../../pipeline/slurm/fake-slurm.ts';
import {findUntrue, learnTruth, type Truth} from '../../pipeline/slurm/true-artifacts.ts';
import type {FuzzTarget} from '../fuzz-target.ts';

const SOURCE = 'data/small.txt';
const CONTENTS = ['2\n3\n5\n', '7\n8\n'];
const PIPELINE = `name: edited
stages:
  read-numbers: {inputs: {lists: ${SOURCE}}}
  chain-steps: {inputs: {numbers: read-numbers.numbers}, params: {steps: 20, stepMs: 20}}
`;
const MOST_EVENTS = 6;
/** Events come within this time of each other, about as long as a job takes. */
const WITHIN_MS = 1500;

let known: Promise<Truth> | undefined;

export const target: FuzzTarget = {
  ciTries: 1,
  patienceSeconds: 300,
  async tryOnce(random) {
    known ??= learnTruth(PIPELINE, SOURCE, CONTENTS);
    const truth = await known;
    const project = await createProject();
    await project.write('pipeline.yaml', PIPELINE);
    await project.write(SOURCE, CONTENTS[0]);
    const slurm = await FakeSlurm.open(project);
    try {
      return await disturb(random, project, slurm, truth);
    } finally {
      await slurm.close();
      await project.remove();
    }
  },
};

async function disturb(
  random: Random,
  project: Project,
  slurm: FakeSlurm,
  truth: Truth,
): Promise<string | undefined> {
  const events: Record<string, () => Promise<unknown>> = {
    hold: () => slurm.hold(),
    release: () => slurm.release(),
    linger: () => slurm.linger(),
    edit: () => project.write(SOURCE, CONTENTS[1]),
    'put back': () => project.write(SOURCE, CONTENTS[0]),
    'touch upstream': () => touchUpstream(project),
    kill: async () => {
      run.child.kill('SIGKILL');
      await run.end;
      run = slurm.start();
    },
    'start again': async () => {
      if (run.child.exitCode !== null) run = slurm.start('--force');
    },
  };
  let run: SlurmRun = slurm.start();
  const done: string[] = [];
  for (let i = 1 + random.int(MOST_EVENTS); i > 0; i--) {
    const ms = random.int(WITHIN_MS);
    await wait(ms);
    const name = Object.keys(events)[random.int(Object.keys(events).length)];
    done.push(`${name} after ${ms} ms`);
    await events[name]();
  }
  await slurm.release();
  const {code, text} = await run.end;
  const problem =
    (await findUntrue(project, truth)) ??
    (code === 0 || /expected inputs and code that rest|Run again/.test(text)
      ? await judgeNext(slurm)
      : `the run ended with ${code}: ${text}`) ??
    (await findUntrue(project, truth)) ??
    (await judgeLatest(project));
  return problem && `${done.join(', ')}: ${problem}`;
}

async function judgeNext(slurm: FakeSlurm): Promise<string | undefined> {
  const {code, text} = await slurm.start().end;
  return code === 0 ? undefined : `the run after it ended with ${code}: ${text}`;
}

async function judgeLatest(project: Project): Promise<string | undefined> {
  const numbers = await project.json('artifacts/read-numbers/latest/numbers.json');
  const expected = (await project.read(SOURCE)).trim().split('\n').map(Number);
  if (JSON.stringify(numbers) === JSON.stringify(expected)) return undefined;
  return `the last numbers are ${JSON.stringify(numbers)}, expected ${JSON.stringify(expected)}`;
}

async function touchUpstream(project: Project): Promise<void> {
  const output = project.path('artifacts/read-numbers/latest/numbers.json');
  await utimes(output, new Date(), new Date()).catch(() => undefined);
}
