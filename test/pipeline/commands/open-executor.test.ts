import {expect, test} from '@jest/globals';
import {createProject} from '../project.ts';

test('a machine without Slurm is told so before anything runs', async () => {
  const project = await createProject();
  const {PATH} = process.env;
  process.env.PATH = project.path('bin');
  const {text, code} = await project.geneglot('run', '--executor', 'slurm').finally(() => {
    process.env.PATH = PATH;
  });
  expect(text).toContain("--executor slurm: found no sbatch on PATH, expected Slurm's commands");
  expect(code).toBe(1);
  expect((await project.geneglot('run', '--executor', 'pbs')).text).toBe(
    '--executor: found pbs, expected local or slurm\n',
  );
  await project.remove();
}, 30_000);
