import {describe, expect, test} from '@jest/globals';
import {pairedDifference} from '../../shared/scores/paired-difference.ts';
import type {SetScore} from '../../shared/scores/score-results.ts';
import {keepBootstraps} from '../../shared/stats/bootstrap.ts';
import {syntheticScores} from '../report/synthetic-scores.ts';

const options = {resamples: 100, seed: 1, level: 0.95};
const bootstrap = keepBootstraps(options);
const {results, scores} = syntheticScores({'train-gpt': 0.4, 'train-popularity': 0.5}, 50);
const of = (method: string) =>
  scores.filter(score => score.method === method && score.protocol === 'shuffled-20');
const pair = [of('train-popularity'), of('train-gpt')] as const;
const recall = (score: SetScore) => score.recallAt50;

describe('the difference of two methods', () => {
  test('is that of the results, with the same interval', () => {
    const {methods} = results.protocols['shuffled-20']!.differences;
    const {value, interval, sets} = pairedDifference(pair, recall, bootstrap);
    expect(sets).toBe(50);
    expect(value).toBeCloseTo(methods['train-popularity'].recallAt50!, 12);
    const [low, high] = methods['train-popularity'].intervals.recallAt50!;
    expect(interval).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
  });

  test('turns its sign with its sides', () => {
    const {value} = pairedDifference(pair, recall, bootstrap);
    const turned = pairedDifference([pair[1], pair[0]], recall, bootstrap);
    expect(turned.value).toBeCloseTo(-value!, 12);
  });

  test('has no interval of a handful of sets or no resamples, and no value of none', () => {
    const few = pair.map(own => own.filter(({setId}) => setId < 9)) as [SetScore[], SetScore[]];
    expect(pairedDifference(few, recall, bootstrap)).toMatchObject({sets: 9, interval: null});
    expect(
      pairedDifference(pair, recall, keepBootstraps({...options, resamples: 0})).interval,
    ).toBeNull();
    expect(pairedDifference([[], []], recall, bootstrap)).toEqual({
      ...{sets: 0, value: null, interval: null},
    });
  });
});
