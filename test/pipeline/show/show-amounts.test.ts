import {describe, expect, test} from '@jest/globals';
import {
  showBytes,
  showCounts,
  showPace,
  showSeconds,
} from '../../../shared/pipeline/show/show-amounts.ts';

describe('words', () => {
  test('durations, sizes and pace read well', () => {
    expect([0.42, 41.3, 200, 7500].map(showSeconds)).toEqual([
      '0.4 s',
      '41 s',
      '3 min 20 s',
      '2 h 5 min',
    ]);
    expect([512, 3_400_000].map(showBytes)).toEqual(['512 B', '3.4 MB']);
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
    expect(showPace(progress, 2, 10)).toBe('10 sets/s, 7.0 s left');
    expect(showPace(progress, 0.5, 10)).toBe('');
  });
});
