import {expect, test} from '@jest/globals';
import {alarmsOf, countLikeliest} from '../../../shared/cells/annotation/annotation-report.ts';
import {
  UNKNOWN_SCORES,
  type UnknownScore,
} from '../../../shared/cells/annotation/unknown-scores.ts';
import {createRandom} from '../../../shared/stats/random.ts';

test('an alarm says where the score for unknown cells is near a coin toss, at random', () => {
  const random = createRandom(5);
  for (let attempt = 0; attempt < 60; attempt++) {
    const all = UNKNOWN_SCORES.map(name => [name, random.int(4) === 0 ? null : random.next()]);
    const leftOut = Object.fromEntries(all) as Record<UnknownScore, number | null>;
    const score = UNKNOWN_SCORES[random.int(UNKNOWN_SCORES.length)];
    const genes = {known: 12_912, shared: 12_900, shareOfExpression: 0.99};
    const cells = 20_000;
    const unknownCells = random.int(cells);
    const alarms = alarmsOf({genes, cells, unknownCells, falseAlarms: 0.05, score, leftOut});
    const worth = leftOut[score];
    const isWeak = worth !== null && worth < 0.7;
    expect(alarms.filter(alarm => /hardly tells unseen types apart/.test(alarm))).toHaveLength(
      Number(isWeak),
    );
    expect(alarms.filter(alarm => /are called unknown/.test(alarm))).toHaveLength(
      Number(unknownCells > 5000),
    );
    expect(alarms.join()).not.toMatch(/\d{4}/);
  }
});

test('unknown cells are counted by likeliest type, most first', () => {
  const rows = ['B', 'NK', 'NK', 'T', 'NK', 'T'].map(likeliest => ({likeliest}));
  expect(countLikeliest(rows)).toEqual([
    {type: 'NK', cells: 3},
    {type: 'T', cells: 2},
    {type: 'B', cells: 1},
  ]);
});
