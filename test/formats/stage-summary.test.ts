import {describe, expect, test} from '@jest/globals';
import {stageSummary} from '../../shared/formats/stage-summary.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();

describe('stage-summary', () => {
  test('keeps counts in order and offers them to the manifest', async () => {
    const summary = {
      stage: 'split',
      counts: {sets: 3, training: 2},
      notes: [{message: 'dropped', count: 1}],
    };
    await stageSummary.write(file('summary.json'), summary);
    expect(Object.keys((await stageSummary.read(file('summary.json'))).counts)).toEqual([
      'sets',
      'training',
    ]);
    expect(await stageSummary.summarize(file('summary.json'))).toEqual({counts: summary.counts});
  });
});
