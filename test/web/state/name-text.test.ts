// Changes of single names in the box.
import {describe, expect, test} from '@jest/globals';
import {splitNames, withoutComments} from '../../../shared/genes/symbols/split-names.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import type {Reading} from '../../../web/protocol.ts';
import {leaveOut, replaceName} from '../../../web/state/name-text.ts';

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

describe('leaveOut', () => {
  const READINGS = [
    reading('MKLP1', 'KIF23'),
    reading('KIF23', 'KIF23'),
    reading('7-Sep', 'SEPTIN7'),
    reading('(a+', 'AAA'),
    reading('#x', 'XXX'),
    reading('TP53', 'TP53'),
    reading('FOOBAR', undefined),
  ];

  function reading(given: string, symbol: string | undefined): Reading {
    const how = symbol === undefined ? 'unknown' : 'alias';
    return {given, how, known: true, candidates: [], nearest: [], ...(symbol && {symbol})};
  }

  test.each([
    ['MKLP1 Ect2 KIF23', 'KIF23', 'Ect2'],
    ['TP53, 7-Sep, MDM2', 'SEPTIN7', 'TP53, MDM2'],
    ['TP53\n7-Sep\n\nMDM2', 'SEPTIN7', 'TP53\n\nMDM2'],
    ['# TP53 is here\nTP53;ATM', 'TP53', '# TP53 is here\nATM'],
    ['TP53', 'TP53', ''],
    ['ATM', 'KIF23', 'ATM'],
  ])('%j without %s is %j', (text, symbol, left) => {
    expect(leaveOut(text, symbol, READINGS)).toBe(left);
  });

  test('at random takes the names of one gene and no other', () => {
    const random = createRandom(1);
    const between = [' ', ', ', ';', '\n', '\n\n', ' ; ', '\t'];
    for (let i = 0; i < 500; i++) {
      const given = Array.from({length: 1 + random.int(8)}, () => random.int(READINGS.length));
      const text = `ATM${given.map(place => between[random.int(between.length)] + READINGS[place].given).join('')}`;
      const names = splitNames(withoutComments(text));
      const {symbol = 'none'} = READINGS[random.int(READINGS.length)];
      const gone = READINGS.filter(other => other.symbol === symbol).map(other => other.given);
      expect(splitNames(withoutComments(leaveOut(text, symbol, READINGS)))).toEqual(
        names.filter(name => !gone.includes(name)),
      );
    }
  });
});
