import {describe, expect, test} from '@jest/globals';
import {headline, howToRead, readingGuide} from '../../shared/report/headline.ts';
import {createCompare, leadMethods} from '../../shared/report/lead-methods.ts';
import {mainView} from '../../shared/report/protocol-view.ts';
import type {SetScore} from '../../shared/scores/score-results.ts';
import {finePercentText, pointsText} from '../../shared/text/number-text.ts';
import {syntheticScores} from './synthetic-scores.ts';

const textOf = ({markup}: {markup: string}) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
const viewOf = (skills: Record<string, number>) => mainView(syntheticScores(skills, 120).results);
const reading = (skills: Record<string, number>) => textOf(howToRead(viewOf(skills)));

function headlineOf(skills: Record<string, number>, sets = 120): string {
  const {results, scores} = syntheticScores(skills, sets);
  const view = mainView(results);
  const compare = createCompare(scores, view, results.provenance);
  return textOf(headline(view, leadMethods(view), compare));
}

describe('headline', () => {
  test('states what was asked, what was found, the lookup’s share, the GPT’s and chance’s', () => {
    const skills = {'mix-models': 0.8, 'train-gpt': 0.2, 'train-nearest-sets': 0.4, chance: 0};
    const text = headlineOf(skills);
    const {scores} = syntheticScores(skills, 120);
    const isOne = ({method, protocol, seed}: Pick<SetScore, 'method' | 'protocol' | 'seed'>) =>
      method === 'chance' && protocol === 'tcc' && seed === 1;
    const {methods} = viewOf(skills).results;
    const percent = (method: string) => `${(methods[method].recallAt50! * 100).toFixed(0)} %`;
    expect(text).toContain(
      `Shown a fifth of a gene set, the mixture of models puts ${percent('mix-models')} of the hidden genes among its first 50`,
    );
    expect(text).toContain(
      `That is more than a lookup of the nearest known sets finds: ${percent('train-nearest-sets')} (difference +`,
    );
    const near = scores.filter(
      ({maxJaccard, ...score}) => isOne(score) && maxJaccard >= 0.5,
    ).length;
    expect(text).toContain(
      `120 gene sets of other toy and toy, ${near} with a near-twin (Jaccard similarity ≥ 0.5) in training`,
    );
    expect(text).toContain(
      `The GPT alone puts ${percent('train-gpt')} there, less than the lookup`,
    );
    expect(text).toContain(`Random genes find ${(methods.chance.recallAt50! * 100).toFixed(1)} %`);
  });

  test('says where a lookup finds more, as much, or is the best itself', () => {
    const sentence = (model: number, lookup: number) =>
      headlineOf({'mix-models': model, 'train-nearest-sets': lookup, chance: 0});
    expect(sentence(0.2, 0.8)).toContain('A lookup of the nearest known sets finds more:');
    expect(sentence(0.4, 0.4)).toContain('A lookup of the nearest known sets is as good:');
    expect(headlineOf({'train-gpt': 0.1, 'train-nearest-sets': 0.8})).toContain(
      'a plain lookup is enough',
    );
  });

  test('does not judge by a handful of sets, nor without a lookup', () => {
    expect(headlineOf({'mix-models': 0.8, 'train-nearest-sets': 0.1}, 8)).toContain(
      'too few sets to say which is better',
    );
    expect(headlineOf({'train-gpt': 0.4})).toContain('No lookup was scored');
  });
});

test('the reading guide says what counts as found, and how low the bar is', () => {
  const text = textOf(readingGuide(viewOf({'train-gpt': 0.4, 'train-popularity': 1}), 0.05));
  expect(text).toContain('always names the most common genes passes it for 100 % of the sets');
  expect(text).toContain('q ≤ 0.05');
});

test('small shares and points keep a decimal', () => {
  expect([0, 1e-9, 0.0005, 0.0031, 0.0994, 0.0996, 0.5].map(finePercentText)).toEqual([
    ...['0 %', '< 0.1 %', '0.1 %', '0.3 %', '9.9 %', '10 %', '50 %'],
  ]);
  expect([0.0213, -0.1, 0.0001, -0.0001].map(pointsText)).toEqual(['+2.1', '−10.0', '0.0', '0.0']);
});

describe('howToRead', () => {
  test('says where another method is better', () => {
    expect(reading({'train-gpt': 0.2, 'train-nearest-sets': 0.7})).toContain(
      'nearest sets ranks the hidden genes better than GPT',
    );
  });

  test('says where the reference is better', () => {
    expect(reading({'train-gpt': 0.8, 'train-nearest-sets': 0.3, chance: 0})).toContain(
      'GPT ranks the hidden genes better than every other method',
    );
  });

  test('says where they are equally good, and where there is nothing to compare with', () => {
    expect(reading({'train-gpt': 0.4, 'train-nearest-sets': 0.4})).toContain(
      'GPT is as good as the best other method',
    );
    expect(reading({'train-gpt': 0.4})).toContain('No other method was scored');
  });

  test('warns how easily popularity passes', () => {
    expect(reading({'train-gpt': 0.4, 'train-popularity': 1})).toContain(
      'always names the most common genes passes it for 100 % of the sets',
    );
  });
});
