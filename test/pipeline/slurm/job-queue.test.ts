import {expect, test} from '@jest/globals';
import {parseQueue} from '../../../shared/pipeline/slurm/job-queue.ts';

test('tasks of an array are told apart, and the comment may hold anything', () => {
  const jobs = parseQueue('12|12|N/A|RUNNING|None|a b\n14|13|1|PENDING|Priority|x|y\n');
  expect(jobs.map(({id, state, comment}) => [id, state, comment])).toEqual([
    ['12', 'RUNNING', 'a b'],
    ['13_1', 'PENDING', 'x|y'],
  ]);
});
