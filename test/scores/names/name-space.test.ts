import {describe, expect, test} from '@jest/globals';
import {NameSpace} from '../../../shared/scores/names/name-space.ts';
import {createRandom} from '../../../shared/stats/random.ts';
import {namedTable} from './named-table.ts';

// Genes 0–3 are of the ribosome, 4–7 of the membrane; "regulation" is in names of both.
const space = new NameSpace(
  namedTable({
    'ribosome biogenesis (GO:0042254)': [0, 1, 2],
    'rRNA processing': [0, 1, 3],
    'membrane transport': [4, 5, 6],
    'vesicle fusion': [4, 5, 7],
    'regulation of transport': [4, 6],
    'regulation of translation': [1, 2, 3],
  }),
);

describe('where names lie', () => {
  test('names of other words are alike as far as their sets share genes', () => {
    expect(space.likeness('ribosome biogenesis', 'Ribosome Biogenesis')).toBeCloseTo(1, 12);
    expect(space.likeness('rRNA processing', 'ribosome biogenesis')).toBeGreaterThan(0.4);
    expect(space.likeness('vesicle fusion', 'ribosome biogenesis')).toBeLessThan(0);
    expect(space.likeness('vesicle fusion', 'membrane transport')).toBeGreaterThan(
      space.likeness('regulation', 'membrane transport'),
    );
  });

  test('unknown words lie nowhere', () => {
    expect(space.likeness('telomere', 'ribosome biogenesis')).toBe(0);
    expect(space.likeness('ribosome biogenesis', 'telomere')).toBeNaN();
    expect(space.likeness('', 'ribosome')).toBe(0);
  });

  test('names of random sets are alike by 0 on average', () => {
    const random = createRandom(3);
    const all = Int32Array.from({length: 200}, (_, i) => i);
    const sets = Array.from({length: 300}, (_, i) => {
      const genes = Array.from(random.shuffle(all.slice()).subarray(0, 8));
      return [`w${i % 60} v${random.int(40)} set`, genes] as const;
    });
    const names = sets.map(([name]) => name);
    const own = new NameSpace(namedTable(sets));
    let sum = 0;
    for (let i = 0; i < 1000; i++) sum += own.likeness(names[i % 300], names[random.int(300)]);
    // One in 60 shares a word, one in 40 the other.
    expect(Math.abs(sum / 1000)).toBeLessThan(0.06);
  });
});
