import {expect, test} from '@jest/globals';
import {openWordReader, weighByWords} from '../../shared/answers/word-reader.ts';

/** Genes 1 to 8; gene 8 lies in no set. */
const reader = openWordReader({
  symbols: ['', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'],
  offsets: [0, 3, 6, 8],
  genes: Int32Array.of(1, 2, 3, 1, 4, 5, 6, 7),
  titles: ['mitotic spindle (GO:0000001)', 'Lipid_transport', 'lipid'].map(name => ({
    library: 'toy',
    name,
  })),
});

test('knows the words of names in any case, and no accession number', () => {
  expect(['SPINDLE', 'lipid', 'transport', 'GO', '0000001'].map(reader.knows)).toEqual([
    ...[true, true, true, false, false],
  ]);
});

test('matches names to words, the best with 1', () => {
  const match = reader.match(['Lipid', 'unheard']);
  expect([match[0], match[2]]).toEqual([0, 1]);
  expect(match[1]).toBeGreaterThan(0);
  expect(match[1]).toBeLessThan(1);
  expect([...reader.match(['unheard'])]).toEqual([0, 0, 0]);
});

test('words alone: shares of votes by matching names, a small set’s genes first', () => {
  const shares = reader.sharesOf(reader.match(['lipid']));
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect([shares[2], shares[8]]).toEqual([0, 0]);
  expect(shares[6]).toBeGreaterThan(shares[4]);
  expect([...reader.sharesOf(new Float64Array(3))]).toEqual(new Array(9).fill(0));
});

test('beside genes: those of sets with the genes and the words rise, those of sets with the genes alone fall', () => {
  const prompt = Int32Array.of(1);
  const factors = reader.factorsOf(reader.match(['transport']), prompt);
  expect(factors[4]).toBeGreaterThan(1.3);
  expect(factors[2]).toBeLessThan(0.2);
  // Sets without a given gene do not vote, whatever they are called.
  expect(factors[6]).toBe(1);
  const unchanged = reader.factorsOf(reader.match(['unheard']), prompt);
  for (const factor of unchanged) expect(factor).toBeCloseTo(1, 12);
});

test('weighs probabilities of all genes or of some, which sum to 1 again', () => {
  const factors = Float64Array.of(1, 4, 1, 2);
  expect([...weighByWords(Float64Array.of(0, 0.5, 0.5, 0), factors)]).toEqual([0, 0.8, 0.2, 0]);
  const some = weighByWords(Float64Array.of(0.5, 0.5), factors, Int32Array.of(3, 1));
  expect(Array.from(some, p => p.toFixed(6))).toEqual(['0.333333', '0.666667']);
  expect([...weighByWords(new Float64Array(2), factors)]).toEqual([0, 0]);
});
