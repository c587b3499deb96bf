// The caption of every file says what was typed, how it was read, and what was left out.
import {expect, test} from '@jest/globals';
import type {Reading} from '../../../web/protocol.ts';
import {captionOf} from '../../../web/state/caption.ts';
import {FIRST_STATE} from '../../../web/state/view-state.ts';

function stateOf(readings: Reading[]) {
  const read = {...FIRST_STATE.panels.read, answer: {readings, known: 2}};
  return {...FIRST_STATE, panels: {...FIRST_STATE.panels, read}};
}

function reading(given: string, how: Reading['how'], symbol?: string): Reading {
  return {
    given,
    how,
    known: symbol !== undefined,
    candidates: [],
    nearest: [],
    ...(symbol && {symbol}),
  };
}

test('names that were read as others, and names that were left out, are said', () => {
  const readings = [
    reading('TP53', 'approved', 'TP53'),
    reading('MKLP1', 'alias', 'KIF23'),
    reading('FOOBAR', 'unknown'),
    reading('GARS', 'ambiguous'),
    {...reading('LNC1', 'not in the vocabulary', 'LNC1'), known: false},
  ];
  const state = stateOf(readings);
  const question = {...state.question, about: ' spindle '};
  expect(captionOf({...state, question}, ['TP53', 'KIF23', 'LNC1'])).toEqual([
    'list: 3 genes: TP53 KIF23 LNC1',
    'about: spindle',
    'read as: MKLP1 as KIF23 (alias)',
    'left out: FOOBAR (unknown), GARS (ambiguous)',
    'not known to the model: LNC1',
    'sets tested: all libraries of the model',
    'background: all genes of the sets tested',
  ]);
});

test('of a list that was read as typed nothing more is said', () => {
  expect(captionOf(stateOf([reading('TP53', 'approved', 'TP53')]), ['TP53'])).toHaveLength(3);
});

test('an own background counts its names until they are read', () => {
  const background = {name: 'own background', genes: ['TP53', 'FOOBAR']};
  const lines = captionOf({...stateOf([]), background}, []);
  expect(lines.at(-1)).toBe('background: own background (2 names)');
});
