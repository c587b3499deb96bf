// What becomes of an opened file, by what it holds and what was asked for.
import {expect, test} from '@jest/globals';
import type {Parsed} from '../../../web/protocol.ts';
import {eventsOf} from '../../../web/state/opened-file.ts';

const SETS: Parsed = {kind: 'gmt', library: 'own', sets: [{name: 'a', genes: ['TP53']}], notes: []};
const LIST: Parsed = {kind: 'list', names: ['TP53'], notes: []};
const TABLE: Parsed = {kind: 'table', columns: [], rows: [], notes: []};

test('sets that were asked for are tested at once, with what was odd about the file', () => {
  const own = {to: 'own', own: [{name: 'own', sets: SETS.sets}]};
  expect(eventsOf('own.gmt', SETS, 'sets')).toEqual([own, {to: 'file', file: null}]);
  const [, shown] = eventsOf('own.gmt', {...SETS, notes: ['odd']}, 'sets');
  expect(shown).toMatchObject({to: 'file', file: {taken: 'Its sets are tested now.'}});
});

test.each([LIST, TABLE])('$kind is refused where sets were asked for', parsed => {
  const refused = expect.stringMatching(/^x\.txt: found a .*, expected sets/);
  expect(eventsOf('x.txt', parsed, 'sets')).toEqual([{to: 'file', file: {name: 'x.txt', refused}}]);
});

test('otherwise a list goes into the box, and sets and tables wait', () => {
  expect(eventsOf('l', LIST, 'anything')[0]).toEqual({
    to: 'change',
    question: {text: 'TP53', missing: null},
  });
  for (const parsed of [SETS, TABLE]) {
    expect(eventsOf('x', parsed, 'anything')).toEqual([{to: 'file', file: {name: 'x', parsed}}]);
  }
});
