import {expect, test} from '@jest/globals';
import {textWidth} from '../../../shared/report/charts/text-width.ts';

test('measures wide letters wider', () => {
  expect(textWidth('WWW', 10)).toBeGreaterThan(textWidth('iii', 10));
  expect(textWidth('12', 20)).toBeCloseTo(2 * textWidth('12', 10), 12);
});
