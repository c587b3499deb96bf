import {expect, test} from '@jest/globals';
import {wordsBesideGenes} from '../../../../shared/models/completers/ensembles/words-beside-genes.ts';
import {fakeCompleter} from '../fake-completer.ts';

const BY_GENES = [0, 0.5, 0.3, 0.2, 0];
const UNREAD = [0, 0.4, 0.1, 0.25, 0.25];
const READ = [0, 0.1, 0.4, 0.25, 0.25];

const rows = (row: number[]) => async (prompts: Int32Array[]) =>
  prompts.map(() => Float64Array.from(row));
const genes = () => fakeCompleter(5, {probabilities: rows(BY_GENES)});
const reader = () =>
  fakeCompleter(5, {probabilities: rows(UNREAD), probabilitiesAbout: rows(READ)});

test('weighs probabilities by what the words change in those of the reader', async () => {
  const both = wordsBesideGenes(genes(), reader());
  const [row] = await both.probabilitiesAbout!([Int32Array.of(4)], [7]);
  const expected = BY_GENES.map((p, i) => (p === 0 ? 0 : p * (READ[i] / UNREAD[i]) ** 0.4));
  const sum = expected.reduce((a, b) => a + b);
  expect(Array.from(row, p => p.toFixed(6))).toEqual(expected.map(p => (p / sum).toFixed(6)));
  // The end token is none, and a gene that the first model rules out stands behind all others.
  expect(row[0]).toBe(0);
  expect(row[4]).toBeGreaterThan(0);
  expect(await both.probabilities!([Int32Array.of(4)])).toEqual([Float64Array.from(BY_GENES)]);
});

test('the reader answers alone where there are no genes', async () => {
  const both = wordsBesideGenes(genes(), reader());
  const none = new Int32Array(0);
  const [row, other] = await both.probabilitiesAbout!([none, Int32Array.of(1)], [7]);
  expect(Array.from(row)).toEqual(READ);
  expect(Array.from(other)).not.toEqual(READ);
});

test('disposes of both, and refuses a model without probabilities or words', () => {
  const [first, second] = [genes(), reader()];
  wordsBesideGenes(first, second).dispose();
  expect([first.disposed, second.disposed]).toEqual([1, 1]);
  expect(() => wordsBesideGenes(genes(), genes())).toThrow('reads words');
  expect(() => wordsBesideGenes(fakeCompleter(5), reader())).toThrow('probabilities');
});
