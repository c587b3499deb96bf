import {expect, test} from '@jest/globals';
import {unitFiles} from '../../../shared/pipeline/schedule/systemd.ts';
import {schedule} from './a-schedule.ts';

test('systemd gets percent and dollar signs doubled', () => {
  const service = unitFiles(schedule)[`${schedule.name}.service`];
  expect(service).toContain('date +%%F');
  expect(service).toContain('code=$$?');
});
