// A nightly run with a command for failures, a profile and an override that needs quoting.
import {describeSchedule} from '../../../shared/pipeline/schedule/schedule.ts';

const flags = {
  ...{pipeline: 'pipeline.yaml', at: '02:05', via: 'cron', overlap: 'skip'},
  ...{onFailure: 'date +%F', remove: false, print: false},
};

export const schedule = describeSchedule(flags, '/store', [
  '--profile',
  'gpu',
  '--set',
  "a.b=it's",
]);
