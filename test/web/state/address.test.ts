// The question in the address: what is written is read again, and no text makes the reader fail.
import {describe, expect, test} from '@jest/globals';
import {createRandom, type Random} from '../../../shared/stats/random.ts';
import {linkNotes, readAddress, toAddress} from '../../../web/state/address.ts';
import {NO_QUESTION, type Question} from '../../../web/state/question.ts';

const PIECES = ['TP53', ' ', '\n', ',', '&', '=', '#', '%', '+', '<b>', 'µ', '“', '𝛼', '%zz', '?'];

describe('address', () => {
  test('no question is no address', () => {
    expect(toAddress(NO_QUESTION)).toBe('');
    expect(readAddress('')).toEqual(NO_QUESTION);
  });

  test('a list can be read by people', () => {
    expect(toAddress({...NO_QUESTION, text: 'TP53 MDM2', missing: 12})).toBe(
      '#genes=TP53+MDM2&missing=12',
    );
  });

  test('no library chosen is another question than all', () => {
    const none = {...NO_QUESTION, libraries: []};
    expect(readAddress(toAddress(none))).toEqual(none);
  });

  test('any question is read as it was written', () => {
    const random = createRandom(1);
    for (let i = 0; i < 300; i++) {
      const question = randomQuestion(random);
      expect(readAddress(toAddress(question))).toEqual(question);
    }
  });

  test('any text after # is read as some question', () => {
    const random = createRandom(2);
    for (let i = 0; i < 300; i++) {
      const {missing, lists} = readAddress(
        `#genes=${randomText(random)}&missing=${randomText(random)}&list=${randomText(random)}`,
      );
      expect(missing === null || missing >= 1).toBe(true);
      expect(lists.every(({genes}) => Array.isArray(genes))).toBe(true);
    }
  });

  test.each(['0', '-3', '1.5', 'many', '1e99', ''])('missing=%s says nothing', text => {
    expect(readAddress(`#missing=${text}`).missing).toBeNull();
  });
});

function randomText(random: Random): string {
  return Array.from({length: random.int(6)}, () => PIECES[random.int(PIECES.length)]).join('');
}

function randomQuestion(random: Random): Question {
  const name = () => `${randomText(random)}x`;
  const some = <T>(one: () => T) => Array.from({length: random.int(4)}, one);
  return {
    text: randomText(random),
    about: randomText(random),
    missing: random.int(2) === 0 ? null : 1 + random.int(200),
    libraries: random.int(2) === 0 ? null : some(name),
    gene: random.int(2) === 0 ? null : name(),
    lists: some(() => ({name: name(), genes: some(name)})),
  };
}

test.each([
  ['file:', false, [/this computer only/]],
  ['http:', false, []],
  ['file:', true, [/this computer only/, /^Own sets/]],
])(
  'a link to a page of %s, with own sets %s, says what it cannot do',
  (protocol, hasOwn, notes) => {
    expect(linkNotes({protocol, hasOwn})).toEqual(notes.map(note => expect.stringMatching(note)));
  },
);
