import {expect, test} from '@jest/globals';
import {nextTime, nightlyScript} from '../../../shared/pipeline/schedule/slurm-schedule.ts';
import {schedule} from './a-schedule.ts';

test('the Slurm job submits its successor before it runs', () => {
  const script = nightlyScript(schedule);
  expect(script.indexOf('\nagain\n')).toBeLessThan(script.indexOf('flock'));
  expect(nextTime(new Date(2026, 0, 31, 2, 4), 2, 5)).toBe('2026-01-31T02:05:00');
  expect(nextTime(new Date(2026, 0, 31, 2, 5), 2, 5)).toBe('2026-02-01T02:05:00');
});
