import {expect, test} from '@jest/globals';
import {requeueOptions, resourceOptions} from '../../../shared/pipeline/slurm/sbatch-options.ts';
import {resources} from './a-task.ts';

test('resources are asked for in Slurm’s words', () => {
  expect(resourceOptions({cpus: 4, memory: 2 ** 31, gpus: 2, time: 90})).toEqual([
    ...['--cpus-per-task=4', '--mem=2048M', '--gres=gpu:2', '--time=2'],
  ]);
  expect(requeueOptions({...resources, time: 3600}, [])).toContain('--signal=B:USR1@120');
  expect(requeueOptions({...resources, time: 300}, [])).toEqual([
    '--requeue',
    '--open-mode=append',
  ]);
  expect(requeueOptions(resources, ['--time=1'])).not.toContain('--signal=B:USR1@120');
});
