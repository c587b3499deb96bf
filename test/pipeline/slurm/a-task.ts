// A stage to run as the Slurm executor gets it.
import type {StageTask} from '../../../shared/pipeline/run/stage-executor.ts';

export const resources = {cpus: 1, gpus: 0};

export const task = {
  ...{stage: 'train', key: '8d21'.repeat(16), folder: '/store/train/.state-8d21'},
  ...{request: {} as StageTask['request'], resources},
};
