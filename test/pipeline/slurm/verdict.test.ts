import {describe, expect, test} from '@jest/globals';
import {type Evidence, judge} from '../../../shared/pipeline/slurm/verdict.ts';
import {resources} from './a-task.ts';

const at = '2026-01-31T02:00:00.000Z';

describe('the verdict on a job', () => {
  const evidence: Evidence = {
    ...{id: '12', exit: undefined, end: undefined, status: {type: 'unknown'}},
    ...{resources: {...resources, time: 3600}, cancelled: false},
  };
  const listed = (state: string) => ({type: 'listed' as const, state, reason: 'None'});
  const exit = (code: number) => ({code, job: '12', restart: 0});

  test('a controller that does not answer ends nothing', () => {
    expect(judge(evidence)).toBeUndefined();
    expect(judge({...evidence, exit: exit(130), end: {type: 'interrupted', at}})).toBeUndefined();
  });

  test('a stage that saved for a requeue has not ended', () => {
    const saved = {...evidence, exit: exit(130), end: {type: 'interrupted' as const, at}};
    expect(judge({...saved, status: listed('PENDING')})).toBeUndefined();
    expect(judge({...saved, status: listed('COMPLETING')})).toBeUndefined();
    expect(judge({...saved, status: listed('CANCELLED')})).toMatchObject({
      failure: {message: 'its Slurm job 12 was cancelled by someone else (scancel)'},
    });
  });

  test('a thrown error needs no word of Slurm', () => {
    const end = {type: 'error' as const, message: 'no sets', stack: undefined};
    expect(judge({...evidence, exit: exit(1), end})).toMatchObject({
      failure: {reason: 'error', message: 'no sets'},
    });
  });

  test('our own cancel is an interrupt, even of a job that never started', () => {
    const interrupted = {failure: {reason: 'interrupted'}};
    expect(judge({...evidence, cancelled: true})).toBeUndefined();
    expect(judge({...evidence, cancelled: true, exit: exit(130)})).toMatchObject(interrupted);
    expect(judge({...evidence, cancelled: true, status: {type: 'gone'}})).toMatchObject(
      interrupted,
    );
  });

  test.each([
    ['TIMEOUT', undefined, /ran out of time \(resources.time: 1 h\)/],
    ['OUT_OF_MEMORY', 137, /needed more memory/],
    ['NODE_FAIL', undefined, /lost its node/],
    ['FAILED', 137, /its process in Slurm job 12 was killed by signal 9 \(out of memory\?\)/],
    ['FAILED', 3, /ended with exit code 3 before it was done/],
    ['COMPLETED', undefined, /ended \(COMPLETED\) before its stage did/],
    ['COMPLETED', 75, /could not be requeued/],
  ])('%s with exit %s is told in words', (state, code, message) => {
    const given = {...evidence, status: listed(state), exit: code ? exit(code) : undefined};
    expect(judge(given)).toMatchObject({
      ...{type: 'over', failure: {message: expect.stringMatching(message)}},
    });
  });
});
