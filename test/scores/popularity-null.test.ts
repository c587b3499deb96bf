import {describe, expect, test} from '@jest/globals';
import {popularityBins} from '../../shared/scores/popularity-bins.ts';
import {type BinCounts, matchedTail} from '../../shared/scores/popularity-null.ts';
import {hypergeometricTail} from '../../shared/stats/hypergeometric.ts';
import {createRandom} from '../../shared/stats/random.ts';

/** All ways to choose `count` of the items. */
function subsets(items: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, i) =>
    subsets(items.slice(i + 1), count - 1).map(rest => [item, ...rest]),
  );
}

/** P(X ≥ overlap) by writing out every list of genes that could have been named in place of the named ones. */
function enumerate(overlap: number, bins: readonly BinCounts[]): number {
  let hits = [0];
  for (const {size, heldOut, named} of bins) {
    const lists = subsets([...Array(size).keys()], named);
    // The first `heldOut` genes of a bin are the hidden ones.
    const found = lists.map(list => list.filter(gene => gene < heldOut).length);
    hits = hits.flatMap(before => found.map(own => before + own));
  }
  return hits.filter(count => count >= overlap).length / hits.length;
}

describe('matchedTail', () => {
  test.each([
    [[{size: 6, heldOut: 2, named: 3}]],
    [
      [
        {size: 5, heldOut: 2, named: 2},
        {size: 7, heldOut: 3, named: 4},
      ],
    ],
    [
      [
        {size: 4, heldOut: 4, named: 2},
        {size: 6, heldOut: 0, named: 3},
        {size: 5, heldOut: 1, named: 4},
        {size: 3, heldOut: 2, named: 0},
      ],
    ],
  ])('equals the enumeration of all lists: %j', bins => {
    for (let overlap = 0; overlap <= 8; overlap++) {
      expect(matchedTail(overlap, bins)).toBeCloseTo(enumerate(overlap, bins), 12);
    }
  });

  test('with one bin is the hypergeometric test, far into the tail', () => {
    const counts = {overlap: 60, setSize: 100, drawn: 120, backgroundSize: 15_000};
    const expected = hypergeometricTail(counts).pValue;
    const tail = matchedTail(60, [{size: 15_000, heldOut: 100, named: 120}]);
    expect(expected).toBeLessThan(1e-80);
    expect(tail / expected).toBeCloseTo(1, 9);
  });

  test('agrees with permuting the named genes within their bins', () => {
    const bins = [
      {size: 60, heldOut: 12, named: 20},
      {size: 400, heldOut: 15, named: 40},
    ];
    const random = createRandom(5);
    let atLeast = 0;
    for (let permutation = 0; permutation < 20_000; permutation++) {
      const hits = bins.map(({size, heldOut, named}) =>
        random
          .shuffle([...Array(size).keys()])
          .slice(0, named)
          .filter(gene => gene < heldOut),
      );
      if (hits.flat().length >= 8) atLeast++;
    }
    expect(Math.abs(matchedTail(8, bins) - atLeast / 20_000)).toBeLessThan(0.01);
  });
});

describe('popularityBins', () => {
  // Token 0 is the end token; tokens 1..300 have falling popularity 300..1, the last hundred none.
  const geneSets = Int32Array.from({length: 401}, (_, token) => Math.max(0, 301 - token));
  geneSets[0] = 5000;
  const {binOf, sizes} = popularityBins(geneSets, new Uint8Array(401).fill(1));

  test('part all genes but the end token', () => {
    expect(binOf[0]).toBe(-1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(400);
    for (const [bin, size] of sizes.entries()) {
      expect(binOf.filter(own => own === bin)).toHaveLength(size);
    }
  });

  test('are ordered by popularity, hold fifty genes and span no more than a factor of √2 beyond', () => {
    // 300 / √2 = 212.1: 300..213 are 88 genes; 212 / √2 = 149.9: 62 genes to 150 …
    expect([...sizes.slice(0, 2)]).toEqual([88, 63]);
    expect(sizes.slice(0, -1).every(size => size >= 50)).toBe(true);
  });

  test('never part genes of one popularity', () => {
    const unpopular = binOf.subarray(301);
    expect(new Set(unpopular).size).toBe(1);
  });

  test('leave out what the background does not hold', () => {
    const holds = Uint8Array.from(geneSets, (_, token) => token % 2);
    const half = popularityBins(geneSets, holds);
    expect(half.sizes.reduce((sum, size) => sum + size, 0)).toBe(200);
    expect(half.binOf[2]).toBe(-1);
  });
});
