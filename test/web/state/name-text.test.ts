// Changes of single names in the box.
import {describe, expect, test} from '@jest/globals';
import {replaceName} from '../../../web/state/name-text.ts';

describe('replaceName', () => {
  test.each([
    ['CDKN1AA TP53', 'CDKN1AA', 'CDKN1A', 'CDKN1A TP53'],
    ['A1, A, A', 'A', 'B', 'A1, B, B'],
    ['1-Mar;x', '1-Mar', 'MTARC1', 'MTARC1;x'],
    ['A.B AxB', 'A.B', '$&', '$& AxB'],
    ['(a+', '(a+', 'TP53', 'TP53'],
  ])('%s: %s becomes %s', (text, name, replacement, expected) => {
    expect(replaceName(text, name, replacement)).toBe(expected);
  });
});
