import {describe, expect, test} from '@jest/globals';
import type {SetName} from '../../../shared/scores/names/name-results.ts';
import {chooseNameExamples, scoreNames} from '../../../shared/scores/names/score-names.ts';
import {summarizeNames} from '../../../shared/scores/names/summarize-names.ts';
import {namedTable} from './named-table.ts';

const training = namedTable({'cell growth': [0, 1], 'cell death': [2, 3], 'DNA repair': [4, 5]});
const named = (setId: number, method: string, name: string, trueName: string): SetName => ({
  ...{setId, library: 'toy', shown: 'whole', method, name, trueName},
  ...{probability: method === 'gpt' ? 0.25 : null, likeness: setId / 100},
});
/** Forty sets called "cell growth", which the GPT names rightly where the id is even. */
const names = Array.from({length: 40}, (_, i) => [
  named(i, 'gpt', i % 2 ? 'DNA repair' : 'cell growth', 'cell growth'),
  named(i, 'nearest-set', 'cell death', 'cell growth'),
]).flat();

describe('scores of names', () => {
  const scored = scoreNames(names, training);
  const {whole} = summarizeNames(scored, {resamples: 200, seed: 1, level: 0.95});

  test('means over sets are those of single names', () => {
    expect(whole.methods.gpt).toMatchObject({sets: 40, precision: 0.5, recall: 0.5, exact: 0.5});
    expect(whole.methods['nearest-set']).toMatchObject({f1: 0.5, exact: 0});
    const [low, high] = whole.methods.gpt.intervals.exact!;
    expect(low).toBeGreaterThan(0.3);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeLessThan(0.7);
    const {meaning} = whole.methods.gpt;
    // Half of the names lie where the true one lies.
    expect(meaning).toBeCloseTo((1 + scored[2].meaning!) / 2, 12);
    expect(scored[2].meaning).toBeLessThan(0.2);
  });

  test('strata hold the sets of their likeness, and few sets have no interval', () => {
    const {strata} = whole.methods.gpt;
    expect(strata.map(({sets}) => sets)).toEqual([10, 10, 10, 10, 0]);
    expect(strata[4]).toMatchObject({f1: null, intervals: {}});
    expect(strata[0].f1).toBe(0.5);
    const few = summarizeNames(scored.slice(0, 8), {resamples: 200, seed: 1, level: 0.95});
    expect(few.whole.methods.gpt.intervals).toEqual({});
  });

  test('differences are paired', () => {
    const {reference, methods} = whole.differences;
    expect([reference, Object.keys(methods)]).toEqual(['gpt', ['nearest-set']]);
    expect(methods['nearest-set'].f1).toBeCloseTo(0, 12);
    expect(methods['nearest-set'].exact).toBe(0.5);
  });

  test('a true name without a known word has no meaning, and leaves the mean', () => {
    const odd = scoreNames([named(1, 'gpt', 'cell growth', 'telomere'), ...names], training);
    expect(odd[0]).toMatchObject({meaning: null, f1: 0});
    const {methods} = summarizeNames(odd.slice(0, 3), {resamples: 0, seed: 1, level: 0.95}).whole;
    expect(methods.gpt.meaning).toBeCloseTo(1, 12);
  });

  test('examples are every so many-th set by its id', () => {
    const shuffled = [...scored].reverse();
    const examples = chooseNameExamples(shuffled, 4);
    expect(examples.map(({setId}) => setId)).toEqual([0, 10, 20, 30]);
    expect(examples[1].names.gpt).toEqual({name: 'cell growth', probability: 0.25, f1: 1});
    expect(chooseNameExamples(scored, 0)).toEqual([]);
    expect(chooseNameExamples(scored, 100)).toHaveLength(40);
  });
});
