import {describe, expect, test} from '@jest/globals';
import {headline, howToRead} from '../../shared/report/headline.ts';
import {mainView} from '../../shared/report/protocol-view.ts';
import {syntheticScores} from './synthetic-scores.ts';

const textOf = ({markup}: {markup: string}) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
const viewOf = (skills: Record<string, number>) => mainView(syntheticScores(skills, 120).results);
const reading = (skills: Record<string, number>) => textOf(howToRead(viewOf(skills)));

describe('headline', () => {
  test('states the reference’s count beside every other method’s', () => {
    const view = viewOf({'train-gpt': 0.05, 'train-nearest-sets': 0.6, chance: 0});
    expect(view.name).toBe('shuffled-20');
    const [gpt, nearest, chance] = view.methods.map(([, {significant}]) =>
      significant!.toLocaleString('en-US', {maximumFractionDigits: 0}),
    );
    expect(Number(nearest)).toBeGreaterThan(Number(gpt));
    expect(chance).toBe('0');
    expect(textOf(headline(view, 0.05))).toContain(
      `GPT completed ${gpt} of 120 unseen gene sets significantly, beside ${nearest} by nearest sets and 0 by chance.`,
    );
  });
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

  test('says where they cannot be told apart, and where there is nothing to compare with', () => {
    expect(reading({'train-gpt': 0.4, 'train-nearest-sets': 0.4})).toContain(
      'cannot be told apart',
    );
    expect(reading({'train-gpt': 0.4})).toContain('There is no other method');
  });

  test('warns how easily popularity passes', () => {
    expect(reading({'train-gpt': 0.4, 'train-popularity': 1})).toContain(
      'always naming the most common genes passes for 100 % of the sets',
    );
  });
});
