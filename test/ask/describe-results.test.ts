import {expect, test} from '@jest/globals';
import {describeResults} from '../../shared/ask/describe-results.ts';
import {syntheticScores} from '../report/synthetic-scores.ts';

const {results} = syntheticScores({'train-gpt': 0.6, chance: 0}, 30, 0);

test('gives a line for each protocol and method, and a table for each protocol’s libraries', () => {
  const lines = describeResults(results);
  expect(lines[0]).toMatch(/^tcc {10}train-gpt {2}\d+ of 30 significant, recall@50 0\.\d{3}$/);
  const start = lines.indexOf('tcc, by library:');
  expect(lines[start + 1]).toMatch(/library +method +sets +significant .*median average precision/);
  const rows = lines.slice(start + 2, start + 6).map(line => line.trim().split(/ {2,}/));
  expect(rows.map(([library, method, sets]) => [library, method, sets])).toEqual([
    ['other toy', 'train-gpt', '20'],
    ['other toy', 'chance', '20'],
    ['toy', 'train-gpt', '10'],
    ['toy', 'chance', '10'],
  ]);
  const own = results.protocols.tcc!.methods['train-gpt'].libraries[0];
  expect(rows[0].at(-2)).toBe(own.medians.auroc!.toFixed(3));
});
