import {expect, test} from '@jest/globals';
import {isTiny} from '../../../shared/pipeline/slurm/worker.ts';
import {task} from './a-task.ts';

test('only a stage known to be short and without a GPU is tiny', () => {
  expect(isTiny(task)).toBe(false);
  expect(isTiny({...task, expectedSeconds: 3})).toBe(true);
  expect(isTiny({...task, expectedSeconds: 31})).toBe(false);
  expect(isTiny({...task, expectedSeconds: 3, resources: {cpus: 1, gpus: 1}})).toBe(false);
});
