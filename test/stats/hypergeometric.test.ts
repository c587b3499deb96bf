import {describe, expect, test} from '@jest/globals';
import {hypergeometricTail} from '../../shared/stats/hypergeometric.ts';
import {exactLog10Tail} from './exact.ts';

function tail(overlap: number, setSize: number, drawn: number, backgroundSize: number) {
  return hypergeometricTail({overlap, setSize, drawn, backgroundSize});
}

/** Share of all draws of `drawn` items from the background, listed one by one, with enough hits. */
function enumeratedTail(overlap: number, setSize: number, drawn: number, backgroundSize: number) {
  let draws = 0;
  let favourable = 0;
  for (let bits = 0; bits < 2 ** backgroundSize; bits++) {
    const chosen = Array.from({length: backgroundSize}, (_, item) => (bits >> item) & 1);
    if (chosen.reduce((sum, bit) => sum + bit, 0) !== drawn) continue;
    draws++;
    if (chosen.slice(0, setSize).reduce((sum, bit) => sum + bit, 0) >= overlap) favourable++;
  }
  return favourable / draws;
}

describe('hypergeometricTail', () => {
  test('equals the enumeration of every draw from backgrounds of up to seven items', () => {
    for (let background = 1; background <= 7; background++) {
      for (let setSize = 0; setSize <= background; setSize++) {
        for (let drawn = 0; drawn <= background; drawn++) {
          for (let overlap = 0; overlap <= Math.min(setSize, drawn); overlap++) {
            const {pValue} = tail(overlap, setSize, drawn, background);
            const expected = enumeratedTail(overlap, setSize, drawn, background);
            expect(Math.abs(pValue - expected)).toBeLessThan(1e-13);
          }
        }
      }
    }
  });

  // scipy 1.17.1: hypergeom.sf(overlap - 1, background, setSize, drawn)
  test.each([
    [1, 36, 40, 44902, 0.03158701996155186],
    [5, 36, 40, 44902, 1.598688400127763e-10],
    [30, 36, 40, 44902, 1.1942637278034637e-92],
    [2, 300, 200, 19000, 0.8270454949817855],
    [40, 4000, 500, 44902, 0.7847293924803647],
    [9, 10, 10, 12, 0.3181818181818182],
  ])('P(X ≥ %i | K %i, n %i, N %i) is the value scipy gives', (x, K, n, N, expected) => {
    expect(Math.abs(tail(x, K, n, N).pValue / expected - 1)).toBeLessThan(1e-9);
  });

  test.each([
    [200, 400, 500, 44902],
    [400, 400, 500, 19000],
    [450, 4000, 500, 44902],
    [500, 4234, 500, 44902],
  ])(
    'log10 P(X ≥ %i | K %i, n %i, N %i) is exact where p underflows or nearly so',
    (x, K, n, N) => {
      const counts = {overlap: x, setSize: K, drawn: n, backgroundSize: N};
      const expected = exactLog10Tail(counts);
      expect(Math.abs(hypergeometricTail(counts).log10PValue / expected - 1)).toBeLessThan(1e-13);
    },
  );

  test("is the p-value of Fisher's tasting lady: 3 of 4 cups right", () => {
    expect(tail(3, 4, 4, 8).pValue).toBeCloseTo(17 / 70, 14);
  });

  test('reports 0 and a finite log10 below the smallest double', () => {
    const {pValue, log10PValue} = tail(400, 400, 500, 19000);
    expect(pValue).toBe(0);
    expect(log10PValue).toBeCloseTo(-733.548078296191, 10);
  });

  test('an overlap that cannot be avoided is certain', () => {
    expect(tail(0, 10, 10, 100)).toEqual({pValue: 1, log10PValue: 0});
    expect(tail(8, 10, 10, 12)).toEqual({pValue: 1, log10PValue: 0});
  });

  test('counts that contradict each other are refused with what was found', () => {
    expect(() => tail(5, 4, 10, 100)).toThrow(/overlap 5, set size 4, drawn 10, background 100/);
    expect(() => tail(1, 4, 200, 100)).toThrow(/drawn 200/);
    expect(() => tail(0.5, 4, 10, 100)).toThrow(/overlap 0.5/);
  });
});
