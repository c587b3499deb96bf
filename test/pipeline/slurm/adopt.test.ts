import {expect, test} from '@jest/globals';
import {isJobOf} from '../../../shared/pipeline/slurm/adopt.ts';
import {storeMark} from '../../../shared/pipeline/slurm/store-mark.ts';
import {task} from './a-task.ts';

test('a job is the task’s by store, key and place in the array', () => {
  const job = {state: 'RUNNING', reason: 'None'};
  const comment = `${storeMark(task)} ffffffffffffffff ${task.key.slice(0, 16)}`;
  expect(isJobOf({...job, id: '7_1', comment}, task)).toBe(true);
  expect(isJobOf({...job, id: '7_0', comment}, task)).toBe(false);
  const elsewhere = {...task, folder: '/other/train/.state-8d21'};
  expect(isJobOf({...job, id: '7_1', comment}, elsewhere)).toBe(false);
});
