import {describe, expect, test} from '@jest/globals';
import {partSets} from '../../shared/scores/strata.ts';
import {Summarizer} from '../../shared/scores/summarize-scores.ts';
import {keepBootstraps} from '../../shared/stats/bootstrap.ts';
import {aScore} from '../stats/a-score.ts';

const bootstrapOf = keepBootstraps({resamples: 50, seed: 1, level: 0.95});
const options = {significance: 0.05, bootstrapOf};

const sets = [
  aScore({setId: 1, recall: 0.5, qValue: 0.01, recallAt10: 1, maxJaccard: 0.1, auroc: null}),
  aScore({setId: 2, recall: 0.25, qValue: 0.05, generated: 0, setSize: 5, maxJaccard: 0.0999}),
  aScore({setId: 3, popularityQValue: 0.02, setSize: 2000, maxJaccard: 1, auroc: 0.9}),
  aScore({setId: 4, qValue: 0.06, setSize: 11, library: 'a library'}),
];
const again = sets.map(score => ({...score, seed: 2, recall: 1, qValue: 0.001, auroc: 0.7}));
const one = {method: 'train-gpt', seeds: [sets]};
const two = {method: 'train-gpt', seeds: [sets, again]};
const summarizer = new Summarizer(sets, options);

describe('summarize', () => {
  test('counts sets at or below the level on each test', () => {
    const {sets: count, significant, significantBeyondPopularity} = summarizer.summarize(one);
    expect([count, significant, significantBeyondPopularity]).toEqual([4, 2, 1]);
    expect(summarizer.summarize(one).setsWithoutGenes).toBe(1);
  });

  test('averages over the sets that have the score', () => {
    const {recall, recallAt10, auroc} = summarizer.summarize(one);
    expect([recall, recallAt10]).toEqual([0.75 / 4, 0.25]);
    expect(auroc).toBeCloseTo((0.9 + 0.5 + 0.5) / 3, 15);
  });

  test('gives medians over the sets that have the score, over all and by library', () => {
    const {medians, libraries} = summarizer.summarize(one);
    expect(medians.auroc).toBe(0.5);
    const own = libraries.find(({library}) => library === 'a library');
    expect(own!.medians.auroc).toBe(0.5);
    const bare = new Summarizer([sets[0]], options).summarize({method: 'a', seeds: [[sets[0]]]});
    expect(bare.medians.auroc).toBeNull();
  });

  test('averages the seeds of a set first: counts become their mean', () => {
    const {significant, recall, auroc} = summarizer.summarize(two);
    expect(significant).toBe((2 + 4) / 2);
    expect(recall).toBe((0.75 / 4 + 1) / 2);
    // Set 1 has an AUROC of one seed alone.
    expect(auroc).toBeCloseTo((0.7 + 0.6 + 0.8 + 0.6) / 4, 15);
  });

  test('gives intervals from ten sets on, on the scale of the score', () => {
    expect(summarizer.summarize(one).intervals).toEqual({});
    const many = Array.from({length: 40}, (_, i) =>
      aScore({setId: i, recall: i / 40, qValue: i < 10 ? 0 : 1, maxJaccard: i < 9 ? 0 : 0.4}),
    );
    const summary = new Summarizer(many, options).summarize({method: 'm', seeds: [many]});
    const {recall, significant} = summary.intervals;
    expect(recall![0]).toBeLessThan(summary.recall!);
    expect(recall![1]).toBeGreaterThan(summary.recall!);
    expect(significant![0]).toBeLessThan(10);
    expect(significant![1]).toBeGreaterThan(10);
    expect(summary.strata.map(({intervals}) => Object.keys(intervals).length > 0)).toEqual([
      ...[false, false, false, true, false],
    ]);
  });
});

describe('subtract', () => {
  test('subtracts the reference set by set, counts as counts', () => {
    const rival = {
      method: 'rival',
      seeds: [sets.map(score => ({...score, recall: 0.125, qValue: 1}))],
    };
    const difference = summarizer.subtract(rival, one);
    expect(difference.recall).toBe((-0.375 - 0.125 + 0.125 + 0.125) / 4);
    expect(difference.significant).toBe(-2);
    expect(difference.auroc).toBe(0);
  });
});

describe('strata', () => {
  test('put a bound into the upper bin, and every set into one bin of each kind', () => {
    const {jaccard, sizes, libraries} = partSets(sets);
    expect(jaccard.map(({rows}) => rows)).toEqual([[1, 3], [0], [], [], [2]]);
    expect(sizes.map(({rows}) => rows)).toEqual([[1], [0, 3], [], [], [2]]);
    expect(libraries).toEqual([
      {library: 'a library', rows: [3]},
      {library: 'toy', rows: [0, 1, 2]},
    ]);
  });

  test('carry the scores of their sets, and none where they are empty', () => {
    const {strata, sizes, libraries} = summarizer.summarize(one);
    expect(strata[0]).toMatchObject({jaccard: [0, 0.1], sets: 2, recall: 0.125, significant: 1});
    expect(strata[2]).toMatchObject({sets: 0, significant: 0, recall: null, auroc: null});
    expect(sizes[4]).toMatchObject({size: [101, null], sets: 1, significantBeyondPopularity: 1});
    expect(libraries[1]).toMatchObject({library: 'toy', sets: 3, recall: 0.25});
  });
});
