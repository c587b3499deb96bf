import {describe, expect, test} from '@jest/globals';
import {showCounts, showPace, showSince} from '../../../shared/pipeline/show/show-amounts.ts';

describe('words', () => {
  test('counts and pace read well', () => {
    const output = (counts: Record<string, number>) => ({
      ...{file: 'x', format: 'toy@1', sha256: '', bytes: 0},
      counts,
    });
    const summary = output({rows: 9});
    expect(showCounts({outputs: {a: output({sets: 1200, genes: 7}), summary}})).toBe(
      '1,200 sets, 7 genes, 9 rows',
    );
    expect(
      showCounts({outputs: {training: output({sets: 90}), test: output({sets: 10}), summary}}),
    ).toBe('training 90 sets, test 10 sets');
    const shards = {vocabulary: output({genes: 50}), a: output({sets: 9}), b: output({sets: 1})};
    expect(showCounts({outputs: shards})).toBe('a 9 sets, b 1 sets');
    expect(showCounts({outputs: {}})).toBe('');
    const progress = {done: 30, total: 100, unit: 'sets'};
    expect(showPace(progress, 2, 10)).toBe('10 sets/s, 7 s left');
    expect(showPace(progress, 0.5, 10)).toBe('');
  });

  test('what stands still is shown with the time since', () => {
    expect(showSince('reads training', 1)).toBe('reads training');
    expect(showSince('reads training', 12.2)).toBe('reads training, for 12 s');
    expect(showSince('', 12)).toBe('');
  });
});
