import {expect, test} from '@jest/globals';
import {cronLine, editCrontab} from '../../../shared/pipeline/schedule/cron.ts';
import {schedule} from './a-schedule.ts';

test('cron gets its percent signs escaped and the run its arguments quoted', () => {
  expect(cronLine(schedule)).toContain('date +\\%F');
  expect(schedule.command).toContain(String.raw`run --profile gpu --set 'a.b=it'\''s'`);
  expect(editCrontab('', schedule.name, undefined)).toBe('');
});
