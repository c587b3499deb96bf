import {describe, expect, test} from '@jest/globals';
import {
  countText,
  exponentText,
  percentText,
  pValueText,
  scoreText,
  signedScoreText,
  wordsText,
} from '../../shared/text/number-text.ts';

describe('number texts', () => {
  test('counts and shares', () => {
    expect([countText(0), countText(1234567)]).toEqual(['0', '1,234,567']);
    expect([percentText(0), percentText(0.666), percentText(1)]).toEqual(['0 %', '67 %', '100 %']);
  });

  test('scores have three decimals', () => {
    expect([0, 0.1234, 1, -0.0509, -0.0001, null].map(scoreText)).toEqual([
      '.000',
      '.123',
      '1.000',
      '−.051',
      '.000',
      '–',
    ]);
    expect([0.02, -0.02, 0.0001, 0, null].map(signedScoreText)).toEqual([
      '+.020',
      '−.020',
      '.000',
      '.000',
      '–',
    ]);
  });

  test('p-values go below what a double holds', () => {
    expect([0, -1, -9.8, -733.548].map(pValueText)).toEqual([
      '1.0',
      '0.10',
      '1.6 × 10⁻¹⁰',
      '2.8 × 10⁻⁷³⁴',
    ]);
    expect(pValueText(Math.log10(9.99e-8))).toBe('1.0 × 10⁻⁷');
    expect([0, -9.8, -733.548, Math.log10(9.99e-8)].map(exponentText)).toEqual([
      ...['1.0', '1.6e-10', '2.8e-734', '1.0e-7'],
    ]);
  });

  test('names become words', () => {
    expect(wordsText('trainingSets')).toBe('training sets');
  });
});
