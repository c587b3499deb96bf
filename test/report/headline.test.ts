import {describe, expect, test} from '@jest/globals';
import {headline, howToRead} from '../../shared/report/headline.ts';
import {syntheticScores} from './synthetic-scores.ts';

const textOf = ({markup}: {markup: string}) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
const reading = (skills: Record<string, number>) =>
  textOf(howToRead(syntheticScores(skills, 120).results));

describe('headline', () => {
  test('states the model’s count beside every baseline’s', () => {
    const {results} = syntheticScores({model: 0.3, 'nearest sets': 0.6, chance: 0}, 120);
    const [model, nearest, chance] = results.methods.map(
      method => method.significantSets.vocabulary,
    );
    expect(nearest).toBeGreaterThan(model);
    expect(chance).toBe(0);
    expect(textOf(headline(results))).toContain(
      `The model completed ${model} of 120 unseen gene sets significantly, beside ${nearest} by nearest sets and 0 by chance.`,
    );
  });
});

describe('howToRead', () => {
  test('says where a baseline is better', () => {
    expect(reading({model: 0.2, 'nearest sets': 0.7})).toContain(
      'Here nearest sets ranks the hidden genes better than the model',
    );
  });

  test('says where the model is better', () => {
    expect(reading({model: 0.8, 'nearest sets': 0.3, chance: 0})).toContain(
      'The model ranks the hidden genes better than every baseline',
    );
  });

  test('says where they cannot be told apart, and where there is nothing to compare with', () => {
    expect(reading({model: 0.4, 'nearest sets': 0.4})).toContain('cannot be told apart');
    expect(reading({model: 0.4})).toContain('There is no baseline');
  });

  test('warns how easily popularity passes', () => {
    expect(reading({model: 0.4, popularity: 1})).toContain(
      'always naming the most common genes passes for 100 % of the sets',
    );
  });
});
