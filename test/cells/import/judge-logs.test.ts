import {expect, test} from '@jest/globals';
import {LogJudge} from '../../../shared/cells/import/judge-logs.ts';
import {createRandom} from '../../../shared/stats/random.ts';

const CELLS = 40;
const GENES = 60;

/** Why the values of random cells can be no logarithms. */
function problemOf(
  cell: (random: ReturnType<typeof createRandom>) => number[],
): string | undefined {
  const random = createRandom(3);
  const judge = new LogJudge();
  for (let row = 0; row < CELLS; row++) {
    const values = Float32Array.from(cell(random));
    const genes = Uint16Array.from(values.keys());
    judge.add({firstCell: row, offsets: Int32Array.of(0, values.length), genes, values});
  }
  return judge.problem();
}

const countsOf = (random: ReturnType<typeof createRandom>) =>
  Array.from({length: GENES}, () => 1 + Math.floor(4 * random.next() ** 3));

test('logarithms of normalized counts can be, whatever they are normalized to', () => {
  for (const target of [100, 1e4, 1e6]) {
    const problem = problemOf(random => {
      const counts = countsOf(random);
      const sum = counts.reduce((a, b) => a + b, 0);
      return counts.map(count => Math.log10(1 + (target * count) / sum));
    });
    expect(problem).toBeUndefined();
  }
});

test('counts of which a fraction was taken away cannot be', () => {
  const small = problemOf(random => {
    const depth = 1 + random.next() * 12;
    return countsOf(random).map(count => (depth * count * (0.5 + random.next() / 2)) / 10);
  });
  expect(small).toMatch(/hardly two values/);
  const large = problemOf(random => countsOf(random).map(count => count + 5 + random.next()));
  expect(large).toMatch(/more than a million/);
});
